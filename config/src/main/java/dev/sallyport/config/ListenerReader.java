package dev.sallyport.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an entry of {@code listeners}. */
final class ListenerReader {

  private static final BindAddress SOMEWHERE = BindAddress.parse("*:0");

  private final Claims claims;

  ListenerReader(Claims claims) {
    this.claims = claims;
  }

  @Nullable ListenerConfig listener(String name, Section section) {
    section.unbuilt("protocol", Setting::text);
    BindAddress bind =
        section.required(
            "bind",
            " (as in " + BindAddress.EXAMPLE + ")",
            SOMEWHERE,
            it -> claims.bind(name, BindAddress.parse(it.text())));
    ListenerTlsConfig tls = section.optionalBlock("tls", ListenerTlsReader::tls);
    List<RouteConfig> routes = section.blocks("routes", this::route);
    DialOn dialOn = section.optional("dial-on", it -> it.choice(DialOn.class));
    DialOn dialOnByDefault = routes.isEmpty() ? DialOn.ACCEPTED : DialOn.HELLO;
    AccessConfig access =
        new AccessConfig(
            section.value("allow", ListenerReader::ranges),
            section.value("deny", ListenerReader::ranges),
            section.value("max-connections-per-address", Setting::integer));
    return section.build(
        () ->
            new ListenerConfig(
                name,
                bind,
                section.value("proxy-protocol", it -> it.choice(ProxyProtocolIn.class)),
                tls,
                dialOn != null ? dialOn : dialOnByDefault,
                access,
                section.value("backlog", Setting::integer),
                section.value("max-connections", Setting::integer),
                section.required("backend", "", this::backend),
                routes,
                section.origins()));
  }

  private String backend(Setting setting) {
    return claims.backend(setting.text());
  }

  private static List<Cidr> ranges(Setting setting) {
    return setting.list(it -> Cidr.parse(it.text()));
  }

  private @Nullable RouteConfig route(Section section) {
    return section.build(
        () ->
            new RouteConfig(
                section.required("server-name", "missing.invalid", Setting::text),
                section.required("backend", "", this::backend),
                section.origins()));
  }
}
