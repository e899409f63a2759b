# shellcheck shell=bash disable=SC2034,SC2154
# Whether everything is there. Nothing is installed.

# The command, and the package of Debian that it comes in.
tools='nginx   nginx
haproxy haproxy
wrk     wrk
curl    curl
openssl openssl
pgrep   procps'

check_requirements() {
  local missing=() command package home
  while read -r command package; do
    command -v "$command" >/dev/null || missing+=("$command (Debian: apt install $package)")
  done <<<"$tools"
  if command -v nginx >/dev/null && ! find_stream; then
    missing+=("the stream module of nginx (Debian: apt install libnginx-mod-stream)")
  fi
  for home in "${javas[@]}"; do
    [[ -x $home/bin/java && -x $home/bin/jcmd ]] ||
      missing+=("a JDK 17 or later at $home (--java HOME or JAVA_HOME; Debian: apt install openjdk-17-jdk-headless)")
  done
  [[ -x $dist/bin/sallyport ]] || missing+=("the program in proxy/target/sallyport (mvn -q -DskipTests package)")
  [[ -f $jar ]] ||
    missing+=("proxy/bench/target/sallyport-bench.jar (mvn -q -Pbench -pl proxy/bench -am package -DskipTests)")
  if ((${#missing[@]})); then
    say "bench: this is missing:"
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
  fi
  find_descriptors
}

# find_stream: sets load_stream to the line by which nginx gets its stream module, empty where that is built in.
find_stream() {
  local built modules file
  built=$(nginx -V 2>&1)
  load_stream=
  if [[ $built == *--with-stream=dynamic* ]]; then
    modules=$(sed -n 's/.*--modules-path=\([^ ]*\).*/\1/p' <<<"$built")
    for file in "$modules" /usr/lib/nginx/modules /usr/share/nginx/modules /usr/lib64/nginx/modules; do
      if [[ -f $file/ngx_stream_module.so ]]; then
        load_stream="load_module $file/ngx_stream_module.so;"
        return 0
      fi
    done
    return 1
  fi
  [[ $built == *--with-stream* ]]
}

# find_descriptors: takes as many as are allowed; a proxy needs two for a flow.
find_descriptors() {
  ulimit -n "$(ulimit -Hn)"
  descriptors=$(ulimit -n)
  if [[ $descriptors == unlimited ]] || ((descriptors > 20000)); then
    descriptors=20000
  fi
  connections=$(((descriptors - 1000) / 2))
  if { wanted flows && ((many + 100 > connections)); } || { wanted memory && ((idle + 400 > connections)); }; then
    die "only $descriptors file descriptors are allowed, for $connections flows: raise ulimit -n, or lower --many and --idle"
  fi
}
