# shellcheck shell=bash disable=SC2154
# What a process has taken, and what a load did meanwhile.

# shellcheck disable=SC2034
hertz=$(getconf CLK_TCK)

# cpu_ticks PID: prints what it and its children have taken, user and system, all threads.
cpu_ticks() {
  local pid stat sum=0
  for pid in "$1" $(pgrep -P "$1" || true); do
    stat=$(<"/proc/$pid/stat")
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    sum=$((sum + ${12} + ${13}))
  done
  printf '%s\n' "$sum"
}

# resident PID: prints the KiB of it and its children that are in memory.
resident() {
  local pid sum=0 kib
  for pid in "$1" $(pgrep -P "$1" || true); do
    kib=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status")
    sum=$((sum + kib))
  done
  printf '%s\n' "$sum"
}

# load CASE SYSTEM SECONDS: prints "requests N bytes N micros N failed N", for the case resumed with "resumed N".
load() {
  case $1 in
    bulk) drive "$2" ec "$3" https large -c8 ;;
    keepalive) drive "$2" ec "$3" https small -c64 ;;
    handshake) drive "$2" ec "$3" https small -c32 -H 'Connection: close' ;;
    handshake-rsa) drive "$2" rsa "$3" https small -c32 -H 'Connection: close' ;;
    resumed) client_ask resume "$3" && printf '%s\n' "$reply" ;;
    reencrypt-bulk) drive "$2" reencrypt "$3" https large -c8 ;;
    reencrypt-keepalive) drive "$2" reencrypt "$3" https small -c64 ;;
    upload) UPLOAD=$large drive "$2" ec "$3" https upload -c4 ;;
    relay) drive "$2" tcp "$3" http large -c8 ;;
  esac
}

# drive SYSTEM LISTENER SECONDS SCHEME PATH OPTION...
drive() {
  local lines
  lines=$(OPENSSL_CONF=$bench/conf/client.cnf wrk -t1 -d"$3" --timeout 30s -s "$bench/conf/report.lua" "${@:6}" \
    "$4://127.0.0.1:$(port_of "$1" "$2")/$5" 2>&1) || true
  printf '%s\n' "$lines" >>"$run/wrk.log"
  sed -n 's/^sums //p' <<<"$lines"
}

# prepare CASE SYSTEM: what a load needs that is not to be measured: a client that is warm and has sessions.
prepare() {
  [[ $1 == resumed ]] || return 0
  client_begin "$2" resumed
  client_ask resume 1
}

# conclude CASE: ends what was prepared.
conclude() {
  [[ $1 == resumed ]] || return 0
  client_end
}

# client_java CLASS ARGUMENT...: a main class of the bench module.
client_java() {
  local flags
  mapfile -t flags < <(java_flags "${javas[0]}")
  "${javas[0]}/bin/java" "${flags[@]}" -cp "$jar" "dev.sallyport.bench.$1" "${@:2}"
}
