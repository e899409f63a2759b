package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsAlert.Description;

/** What stands for the protocol of a connection that has failed, and holds nothing of it. */
enum Over implements Protocol {
  OVER;

  @Override
  public void begin() {}

  @Override
  public void header(byte[] header) {}

  @Override
  public void record(byte[] buffer, int offset, int length) {}

  @Override
  public void send(byte[] buffer, int offset, int length) {}

  @Override
  public void warn(Description description) {}

  @Override
  public void fail(Description description) {}

  @Override
  public boolean isClosed() {
    return true;
  }

  @Override
  public void inputEnded() {}

  @Override
  public void failed() {}

  @Override
  public void lost() {}

  @Override
  public void discard() {}
}
