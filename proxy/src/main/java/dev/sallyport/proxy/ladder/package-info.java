/**
 * The picture of a flow record for a person at a terminal.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link dev.sallyport.proxy.ladder.Ladder}: puts a drawing together: title, heads, rungs,
 *       bars, verdict; {@link dev.sallyport.proxy.ladder.LadderStyle} says what the terminal can
 *       show;
 *   <li>{@code FullTimeline}, {@code Story}, {@code TcpWords}, {@code TlsWords}: what happened, as
 *       a list of {@code Step}s in words, with the states of TCP by the table of {@code TcpState};
 *   <li>{@code Columns}, {@code Rungs}: where the steps stand, and how each {@code Shape} of them
 *       is drawn. From 78 columns on the states stand beside the lines of client and backend, in a
 *       narrower drawing inside of the arrows;
 *   <li>{@code Phases}, {@code PhaseBars}: where the time of each side went;
 *   <li>{@code Verdict}, {@code WhereToLook}, {@code Advice}: who ended it, what took longest, what
 *       to try; {@link dev.sallyport.proxy.ladder.Explanations}: the same at length, a word at a
 *       time;
 *   <li>{@code Row}, {@code Ink}, {@code Fit}, {@code Quantity}: cells, colours, and text that
 *       fits;
 *   <li>{@link dev.sallyport.proxy.ladder.FlowViewer}: what {@code sallyport show} does, of the
 *       flows that a {@link dev.sallyport.proxy.ladder.FlowFilter} lets pass: drawings, or the
 *       tables of {@code Statistics}, of a log as it is or as it grows ({@link
 *       dev.sallyport.proxy.ladder.FollowedLog}).
 * </ol>
 *
 * <p>Two rules hold everywhere: whatever a record says can be drawn, and no character of what a
 * peer sent reaches the terminal but through {@code Row}, which lets no control character pass. The
 * times are those of the record; the states are those of the proxy's two ends of TCP.
 *
 * <p>Imports {@code java.*}, {@code record}, the words of {@code lifecycle}, addresses and names of
 * {@code config}, and HdrHistogram for {@code Statistics}.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.ladder;
