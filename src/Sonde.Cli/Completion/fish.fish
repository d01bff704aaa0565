# fish completion for sonde; load it with: sonde completion fish | source
function __sonde_complete
    set -l words (commandline -opc) (commandline -ct)
    command $words[1] complete-words -- $words[2..-1] 2>/dev/null
end
complete -c sonde -a '(__sonde_complete)'
