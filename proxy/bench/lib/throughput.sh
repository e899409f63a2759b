# shellcheck shell=bash disable=SC2154
# Work for each second of CPU of the proxy, by turns.

measure_throughput() {
  local loads=() one round i
  for one in "${cases[@]}"; do
    case $one in latency | flows | memory | start) ;; *) loads+=("$one") ;; esac
  done
  ((${#loads[@]})) || return 0
  for one in "${loads[@]}"; do
    for i in "${names[@]}"; do warm "$one" "$i"; done
  done
  for ((round = 1; round <= rounds; round++)); do
    for one in "${loads[@]}"; do
      for ((i = 0; i < ${#names[@]}; i++)); do
        throughput "$one" "${names[(i + round) % ${#names[@]}]}" "$round"
      done
    done
  done
}

# warm CASE SYSTEM: lets a JVM compile, in bursts, since the end of a load has code of its own.
warm() {
  local left=1 burst=1
  if on_jvm "$2"; then
    left=$warm_up
    burst=$(((warm_up + 5) / 6))
  fi
  prepare "$1" "$2"
  while ((left > 0)); do
    load "$1" "$2" "$burst" >/dev/null
    left=$((left - burst))
  done
  conclude "$1"
}

# throughput CASE SYSTEM ROUND
throughput() {
  local before after sums requests octets micros failed resumed=-
  prepare "$1" "$2"
  before=$(cpu_ticks "${pids[$2]}")
  sums=$(load "$1" "$2" "$seconds")
  after=$(cpu_ticks "${pids[$2]}")
  conclude "$1"
  requests=$(figure requests "$sums") octets=$(figure bytes "$sums") micros=$(figure micros "$sums")
  failed=$(figure failed "$sums")
  if ((requests == 0 || failed > 0)); then
    trouble "$1 of $2 counts as 0 in round $3: $requests requests, $failed failed"
    requests=0 octets=0
  fi
  if [[ $1 == resumed ]]; then
    resumed=$(figure resumed "$sums")
    if ((resumed * 10 < requests * 9)); then
      trouble "$1 of $2 counts as 0 in round $3: $resumed of $requests were resumed"
      requests=0
    fi
  fi
  record "$1" "$2" "$3" "$(per_second "$1" "$requests" "$octets" $((after - before)))" \
    "$requests" "$octets" "$micros" $((after - before)) "$resumed"
}

# figure NAME SUMS: prints the number after that word, 0 where there is none.
figure() {
  local number
  number=$(sed -n "s/.*\b$1 \([0-9]*\).*/\1/p" <<<"$2")
  printf '%s\n' "${number:-0}"
}

# per_second CASE REQUESTS OCTETS TICKS: prints GB or requests for each second of CPU.
per_second() {
  local work=$2
  case $1 in
    upload) work=$(($2 * large))e-9 ;;
    *bulk | relay) work=$3e-9 ;;
  esac
  awk -v work="$work" -v ticks="$4" -v hertz="$hertz" 'BEGIN { printf "%.4f\n", work / ((ticks ? ticks : 1) / hertz) }'
}
