# shellcheck shell=bash disable=SC2154
# The backend and those who stand before it, one event loop or worker each.

names=()        # the systems, in the order in which they are measured first
declare -A kind # of a system: nginx, haproxy, netty, sallyport
declare -A home # of a system on a JVM: its JDK
declare -A base # of a system: the first of its ports
declare -A pids # of a system, and of "backend": its process

large=16777216

# make_files: certificates, and what the backend has to give.
make_files() {
  mkdir -p "$run/www"
  head -c 1024 /dev/urandom >"$run/www/small"
  head -c "$large" /dev/urandom >"$run/www/large"
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$run/ec.key"
  openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$run/rsa.key"
  local key
  for key in ec rsa; do
    openssl req -new -x509 -key "$run/$key.key" -days 30 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out "$run/$key.pem"
    cat "$run/$key.pem" "$run/$key.key" >"$run/$key-both.pem"
  done
  # nginx reads them before it becomes another user; they are worth nothing outside of this run.
  chmod 755 "$run" "$run/www"
}

# name_systems: who is to be measured; a JVM's system bears the version of its Java.
name_systems() {
  local one java name next=$((port + 10))
  for one in "${kinds[@]}"; do
    case $one in
      nginx | haproxy) add_system "$one" "$one" "" ;;
      *)
        for java in "${javas[@]}"; do
          name=$one-$(java_version "$java")
          while [[ -n ${kind[$name]:-} ]]; do name+=+; done
          add_system "$name" "$one" "$java"
        done
        ;;
    esac
  done
}

add_system() {
  names+=("$1")
  kind[$1]=$2
  home[$1]=$3
  base[$1]=$next
  next=$((next + 10))
}

java_version() { "$1/bin/java" -version 2>&1 | sed -n 's/^.* version "\(1\.\)\{0,1\}\([0-9]*\).*$/\2/p'; }

# java_flags HOME: what the launcher of the program gives to that Java, too.
java_flags() {
  local version
  version=$(java_version "$1")
  printf '%s\n' -XX:+UseParallelGC "-XX:MaxNewSize=$(($(nproc) < 4 ? $(nproc) * 16 : 64))m" -XX:InlineSmallCode=500 -XX:TypeProfileWidth=4 -XX:MetaspaceSize=64m -Dio.netty.leakDetection.level=disabled
  if ((version >= 24)); then
    printf '%s\n' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  fi
  if ((version >= 25)); then
    printf '%s\n' -XX:+UseCompactObjectHeaders
  fi
}

# port_of SYSTEM LISTENER: the port of one of its five listeners.
port_of() {
  case $2 in
    ec) printf '%s\n' $((${base[$1]} + 0)) ;;
    rsa) printf '%s\n' $((${base[$1]} + 1)) ;;
    resumed) printf '%s\n' $((${base[$1]} + 2)) ;;
    reencrypt) printf '%s\n' $((${base[$1]} + 3)) ;;
    tcp) printf '%s\n' $((${base[$1]} + 4)) ;;
  esac
}

# fill TEMPLATE NAME: prints the template with what it leaves open filled in.
fill() {
  local first=${base[$2]:-0}
  sed -e "s|@RUN@|$run|g" -e "s|@NAME@|$2|g" -e "s|@USER@|$(id -un)|g" -e "s|@GROUP@|$(id -gn)|g" \
    -e "s|@LOAD_STREAM@|$load_stream|g" -e "s|@CONNECTIONS@|$connections|g" -e "s|@DESCRIPTORS@|$descriptors|g" \
    -e "s|@BACKEND@|$port|g" -e "s|@BACKEND_TLS@|$((port + 1))|g" -e "s|@BACKEND_DONE@|$((port + 2))|g" \
    -e "s|@PORT_EC@|$first|g" -e "s|@PORT_RSA@|$((first + 1))|g" -e "s|@PORT_RESUMED@|$((first + 2))|g" \
    -e "s|@PORT_REENCRYPT@|$((first + 3))|g" -e "s|@PORT_TCP@|$((first + 4))|g" "$bench/conf/$1.template"
}

start_all() {
  local name
  fill backend.conf backend >"$run/backend.conf"
  nginx -c "$run/backend.conf" >"$run/backend.out" 2>&1 &
  pids[backend]=$!
  await backend "$port" http
  for name in "${names[@]}"; do
    start "$name"
    check_tls "$name"
  done
}

# start SYSTEM: starts it and waits until it serves.
start() {
  launch "$1" "$run/$1.out"
  await "$1" "$(port_of "$1" ec)" https
  await "$1" "$(port_of "$1" reencrypt)" https
}

# launch SYSTEM FILE: starts it, with what it says in FILE.
launch() {
  local name=$1 file=$2 flags
  case ${kind[$name]} in
    nginx)
      fill nginx.conf "$name" >"$run/$name.conf"
      nginx -c "$run/$name.conf" >"$file" 2>&1 &
      ;;
    haproxy)
      fill haproxy.cfg "$name" >"$run/$name.cfg"
      haproxy -db -f "$run/$name.cfg" >"$run/$name.log" 2>"$file" &
      ;;
    netty)
      fill netty.properties "$name" >"$run/$name.properties"
      mapfile -t flags < <(java_flags "${home[$name]}")
      "${home[$name]}/bin/java" "${flags[@]}" -cp "$jar" dev.sallyport.bench.NettyRelay "$run/$name.properties" \
        >"$file" 2>&1 &
      ;;
    sallyport)
      fill sallyport.conf "$name" >"$run/$name.conf"
      JAVA_HOME=${home[$name]} "$dist/bin/sallyport" run -c "$run/$name.conf" >"$file" 2>&1 &
      ;;
  esac
  pids[$name]=$!
}

# await SYSTEM PORT SCHEME: waits until it serves what the backend has.
await() {
  local tries=0
  until curl -kfs -o /dev/null "$3://127.0.0.1:$2/small"; do
    if ! kill -0 "${pids[$1]}" 2>/dev/null || ((++tries > 200)); then
      tail -n 5 "$run/$1.out" >&2
      die "$1 does not serve on port $2: see $run/$1.out"
    fi
    sleep 0.1
  done
}

# check_tls SYSTEM: what is compared has to be the same thing.
check_tls() {
  local listener seen
  for listener in ec rsa resumed reencrypt; do
    seen=$(OPENSSL_CONF=$bench/conf/client.cnf openssl s_client -connect "127.0.0.1:$(port_of "$1" "$listener")" </dev/null 2>/dev/null) || true
    [[ $seen == *"TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256"* && $seen == *"Temp Key: X25519"* ]] ||
      die "$1 does not negotiate TLS 1.3 with AES-128-GCM and X25519 for $listener"
  done
}

stop() {
  kill "${pids[$1]}" 2>/dev/null || true
  wait "${pids[$1]}" 2>/dev/null || true
  unset "pids[$1]"
}

stop_all() {
  local name
  for name in "${!pids[@]}"; do stop "$name"; done
}

on_jvm() { [[ -n ${home[$1]} ]]; }
