# shellcheck shell=bash disable=SC2153,SC2154
# Flows that are kept open: latency at a constant rate, what a request costs among many, what an idle one holds.

few=10
already=500

# client_begin SYSTEM LISTENER: a client that has flows to it.
client_begin() {
  coproc CLIENT { client_java FlowClient "$(port_of "$1" "$2")" /small 2>>"$run/client.err"; }
  client_pid=$CLIENT_PID
}

# client_ask COMMAND: sets reply.
client_ask() {
  printf '%s\n' "$*" >&"${CLIENT[1]}"
  IFS= read -r -t 300 reply <&"${CLIENT[0]}" || die "the client said nothing: see $run/client.err"
}

client_end() {
  eval "exec ${CLIENT[1]}>&-"
  wait "$client_pid" || true
}

# open SYSTEM COUNT
open() {
  client_ask open "$2"
  (($(figure failed "$reply") == 0)) || trouble "$1: of $2 flows to be opened $(figure failed "$reply") failed"
}

# constant_rate: sets rate, unless it was given: half of what the slowest did in the case keepalive.
constant_rate() {
  ((rate)) && return
  rate=$(awk -F '\t' '$1 == "keepalive" && $7 > 0 { print $2, $5 / $7 * 1e6 }' "$out/results.tsv" | sort -k1,1 -k2,2g |
    awk '{ by[$1] = by[$1] " " $2 }
      END {
        for (name in by) { n = split(by[name], all, " "); m = all[int((n + 1) / 2)]; if (!least || m < least) least = m }
        print int(least / 2)
      }')
  ((rate)) || die "nobody answered in the case keepalive, so there is no rate for latency and flows"
  say "constant rate: $rate requests a second"
}

measure_latency() {
  wanted latency || return 0
  local round i
  constant_rate
  for ((round = 1; round <= rounds; round++)); do
    for ((i = 0; i < ${#names[@]}; i++)); do
      latency "${names[(i + round) % ${#names[@]}]}" "$round"
    done
  done
}

# latency SYSTEM ROUND
latency() {
  client_begin "$1" ec
  open "$1" 64
  client_ask load "$rate" $(((warm_up + 3) / 4))
  client_ask load "$rate" "$seconds"
  client_end
  if (($(figure failed "$reply"))); then
    trouble "latency of $1 in round $2: $reply"
    return
  fi
  record latency-p50 "$1" "$2" "$(figure p50 "$reply")" "$reply"
  record latency-p99 "$1" "$2" "$(figure p99 "$reply")" "$reply"
}

measure_flows() {
  wanted flows || return 0
  local name round i
  constant_rate
  for name in "${names[@]}"; do
    wanted handshake || warm handshake "$name"
  done
  for ((round = 1; round <= rounds; round++)); do
    for ((i = 0; i < ${#names[@]}; i++)); do
      among "${names[(i + round) % ${#names[@]}]}" "$round"
    done
  done
}

# among SYSTEM ROUND: one soon after the other, in odd rounds few flows first and in even ones many, since a JVM goes on
# to learn.
among() {
  local -A cost=()
  local what
  if (($2 % 2)); then
    cost_among few "$@" "$few"
    cost_among many "$@" "$many"
  else
    cost_among many "$@" "$many"
    cost_among few "$@" "$few"
  fi
  for what in requests connections; do
    [[ -n ${cost[$what-few]} && -n ${cost[$what-many]} ]] || continue
    record "$what-growth" "$1" "$2" \
      "$(awk -v few="${cost[$what-few]}" -v many="${cost[$what-many]}" 'BEGIN { printf "%.4f", many / few }')"
  done
}

# cost_among few|many SYSTEM ROUND FLOWS: what a request takes, on all of them by turns, and what a new connection beside
# them.
cost_among() {
  local before
  client_begin "$2" ec
  open "$2" "$4"
  client_ask load "$rate" $(((warm_up + 3) / 4))
  before=$(cpu_ticks "${pids[$2]}")
  client_ask load "$rate" "$seconds"
  cost_of requests-"$1" "$2" "$3" "$before" asked "$reply"
  before=$(cpu_ticks "${pids[$2]}")
  reply=$(load handshake "$2" "$seconds")
  cost_of connections-"$1" "$2" "$3" "$before" requests "$reply"
  client_end
  sleep 1
}

# cost_of CASE SYSTEM ROUND TICKS_BEFORE COUNTED REPLY: sets cost[CASE].
cost_of() {
  local ticks=$(($(cpu_ticks "${pids[$2]}") - $4)) count
  count=$(figure "$5" "$6")
  cost[$1]=
  if ((count == 0 || ticks == 0 || $(figure failed "$6"))); then
    trouble "$1 of $2 in round $3: $6"
    return
  fi
  cost[$1]=$(awk -v ticks="$ticks" -v hertz="$hertz" -v count="$count" 'BEGIN { printf "%.3f", ticks / hertz * 1e6 / count }')
  record "$1" "$2" "$3" "${cost[$1]}" "$count" "$ticks"
}

measure_memory() {
  wanted memory || return 0
  local round name
  for ((round = 1; round <= rounds; round++)); do
    for name in "${names[@]}"; do memory "$name" "$round"; done
  done
}

# memory SYSTEM ROUND: of a new process, a JVM's warmed up, which has some flows already: what all of them share is
# there. No collection is asked for before the flows are there, since a JVM would give back what it touches again.
memory() {
  local before after with without
  stop "$1"
  start "$1"
  warm handshake "$1"
  client_begin "$1" ec
  open "$1" "$already"
  before=$(resident "${pids[$1]}")
  open "$1" "$idle"
  sleep 1
  after=$(resident "${pids[$1]}")
  with=$(live_heap "$1")
  client_end
  sleep 1
  without=$(live_heap "$1")
  record memory "$1" "$2" "$(per_flow $((after - before)) "$idle")" "$before" "$after"
  if on_jvm "$1"; then
    record memory-heap "$1" "$2" "$(per_flow $((with - without)) $((already + idle)))" "$without" "$with"
  fi
}

# per_flow KIB FLOWS
per_flow() { awk -v kib="$1" -v flows="$2" 'BEGIN { printf "%.3f", kib / flows }'; }

# live_heap SYSTEM: prints the KiB of a JVM's heap that are in use after a collection, else 0.
live_heap() {
  local jcmd=${home[$1]}/bin/jcmd
  if ! on_jvm "$1"; then
    printf '0\n'
    return
  fi
  "$jcmd" "${pids[$1]}" GC.run >/dev/null
  "$jcmd" "${pids[$1]}" GC.heap_info | sed -nE 's/^ *(PSYoungGen|ParOldGen) .*used ([0-9]+)K.*$/\2/p' |
    awk '{ sum += $1 } END { if (!NR) exit 1; print sum }' || die "$1: its heap is not that of the parallel collector"
}
