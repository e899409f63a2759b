# shellcheck shell=bash disable=SC2154
# How long the program takes from its launch until it says that it is ready.

measure_start() {
  wanted start || return 0
  local round name
  for ((round = 1; round <= rounds; round++)); do
    for name in "${names[@]}"; do
      if [[ ${kind[$name]} == sallyport ]]; then start_time "$name" "$round"; fi
    done
  done
}

# start_time SYSTEM ROUND
start_time() {
  local said=$run/said begin line end=
  stop "$1"
  sleep 5 # the last one may still warm up
  rm -f "$said"
  mkfifo "$said"
  begin=${EPOCHREALTIME/[.,]/}
  launch "$1" "$said"
  while IFS= read -r line; do
    if [[ $line == *"ready: "* ]]; then
      end=${EPOCHREALTIME/[.,]/}
      break
    fi
  done <"$said"
  [[ -n $end ]] || die "$1 ended before it was ready"
  record start "$1" "$2" "$(awk -v us=$((end - begin)) 'BEGIN { printf "%.1f", us / 1000 }')"
}
