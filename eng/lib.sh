# Shared by the scripts in this folder (sourced, not run): where the repository is, and how steps are shown.
# shellcheck shell=bash
umask 022
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 # no build server is left running behind a script

# fail EXIT MESSAGE...: one line on stderr, then the end.
fail() {
  local code=$1
  shift
  echo "${0##*/}: $*" >&2
  exit "$code"
}

seconds_since() { awk -v start="$1" -v now="$EPOCHREALTIME" 'BEGIN { printf "%.1f", now - start }'; }

# step NAME COMMAND...: runs the command with its output in a log; prints one line with the time it took.
# When it fails, its output is shown and so is the failure.
step() {
  local name=$1 start=$EPOCHREALTIME log code=0
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" = 0 ]; then
    printf '%-34s %6s s\n' "$name" "$(seconds_since "$start")"
  else
    printf '%-34s %6s s  FAILED (exit code %s)\n' "$name" "$(seconds_since "$start")" "$code"
    cat "$log" >&2
  fi
  rm -f "$log"
  return "$code"
}

# Prints the comment at the top of the calling script as its help.
help() {
  sed -n '2,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"
  exit 0
}
