# bash completion for sonde; load it with: source <(sonde completion bash)
_sonde() {
    local current words
    # bash splits words at the ':' of container:NAME; the line up to the cursor is split at blanks instead.
    read -r -a words <<< "${COMP_LINE:0:COMP_POINT}"
    [[ "${COMP_LINE:0:COMP_POINT}" == *[[:space:]] ]] && words+=("")
    current="${words[${#words[@]}-1]}"
    local IFS=$'\n'
    COMPREPLY=($("${words[0]}" complete-words -- "${words[@]:1}" 2>/dev/null))
    # readline replaces only what stands after the last ':'.
    if [[ "$current" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")
    fi
    # A prefix such as container: is not the end of a word.
    [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *: ]] && compopt -o nospace
    # No answer for the value of -o and for what follows "--": file names.
    [[ ${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
}
complete -F _sonde sonde
