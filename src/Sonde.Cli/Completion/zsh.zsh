#compdef sonde
# zsh completion for sonde; load it with: source <(sonde completion zsh)
_sonde() {
    local -a candidates
    candidates=("${(@f)$("${words[1]}" complete-words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    candidates=(${candidates:#})
    if (( ${#candidates} )); then
        compadd -S '' -- ${(M)candidates:#*:}
        compadd -- ${candidates:#*:}
    else
        _files
    fi
}
if [[ "${funcstack[1]}" == _sonde ]]; then
    _sonde "$@"
else
    compdef _sonde sonde
fi
