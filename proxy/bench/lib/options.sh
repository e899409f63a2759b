# shellcheck shell=bash disable=SC2034,SC2154
# What was asked for.

all_cases=(bulk keepalive handshake handshake-rsa resumed reencrypt-bulk reencrypt-keepalive upload relay
  latency flows memory start)
all_kinds=(nginx haproxy netty sallyport)

rounds=5
seconds=6
warm_up=20
cases=("${all_cases[@]}")
kinds=("${all_kinds[@]}")
javas=()
idle=3000
many=4000
rate=0
port=9000
dist=$bench/../target/sallyport
jar=$bench/target/sallyport-bench.jar
out=$bench/../target/bench

usage() {
  cat <<TEXT
proxy/bench/run [OPTION...]
  --rounds N      how often each case is measured, by turns (default $rounds)
  --seconds N     how long each time (default $seconds)
  --warm-up N     seconds of load that a JVM gets, for each case, before anything is measured (default $warm_up)
  --cases LIST    which, with commas between: ${all_cases[*]}
  --systems LIST  which: ${all_kinds[*]}
  --java HOME     the JDK to run on; again for one more, beside it (default: JAVA_HOME, else the java on PATH)
  --idle N        idle flows of the case memory (default $idle)
  --many N        open flows of the case flows (default $many)
  --rate N        requests a second of the cases latency and flows (default: half of what the slowest did in keepalive)
  --port N        the first of 100 free ports (default $port)
  --out DIR       what is kept (default proxy/target/bench)
TEXT
}

# number OPTION VALUE: prints a whole number above 0.
number() {
  [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1 needs a whole number above 0"
  printf '%s\n' "$2"
}

# chosen OPTION VALUE ALLOWED...: prints the words of a list, each of which has to be among the allowed.
chosen() {
  local option=$1 word
  for word in ${2//,/ }; do
    [[ " ${*:3} " == *" $word "* ]] || die "$option: there is no $word, but ${*:3}"
    printf '%s\n' "$word"
  done
}

parse_options() {
  local option list
  while (($#)); do
    option=$1
    case $option in
      -h | --help) usage; exit 0 ;;
      --rounds) rounds=$(number "$@") ;;
      --seconds) seconds=$(number "$@") ;;
      --warm-up) warm_up=$(number "$@") ;;
      --idle) idle=$(number "$@") ;;
      --many) many=$(number "$@") ;;
      --rate) rate=$(number "$@") ;;
      --port) port=$(number "$@") ;;
      --cases) list=$(chosen "$option" "${2:-}" "${all_cases[@]}"); mapfile -t cases <<<"$list" ;;
      --systems) list=$(chosen "$option" "${2:-}" "${all_kinds[@]}"); mapfile -t kinds <<<"$list" ;;
      --java) javas+=("${2:-}") ;;
      --out) out=${2:-} ;;
      *) usage >&2; die "what is $option?" ;;
    esac
    (($# > 1)) || die "$option needs a value"
    shift 2
  done
  ((${#javas[@]})) || javas=("$(default_java)")
  [[ -n $out ]] || die "--out needs a directory"
  if { wanted latency || wanted flows; } && ! wanted keepalive && ((rate == 0)); then
    die "latency and flows need the case keepalive, or --rate"
  fi
}

default_java() {
  if [[ -n ${JAVA_HOME:-} ]]; then
    printf '%s\n' "$JAVA_HOME"
  elif command -v java >/dev/null; then
    dirname "$(dirname "$(readlink -f "$(command -v java)")")"
  else
    printf '%s\n' /nowhere
  fi
}
