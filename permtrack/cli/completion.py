"""`permtrack completion`: the lines that make a shell complete what is typed."""

from typing import Annotated

import typer

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing_in_words
from permtrack.domain.vocabulary import choose

BASH = """\
_permtrack_complete() {
    local IFS=$'\\n'
    COMPREPLY=($(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" _PERMTRACK_COMPLETE=complete_bash "$1"))
}
complete -o default -F _permtrack_complete permtrack
"""
ZSH = """\
#compdef permtrack
_permtrack_complete() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _PERMTRACK_COMPLETE=complete_zsh permtrack)"
}
compdef _permtrack_complete permtrack
"""
FISH = """\
function __permtrack_complete
    env _PERMTRACK_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=$argv[1] \\
        _TYPER_COMPLETE_ARGS=(commandline -cp | string collect) permtrack
end
complete --command permtrack --no-files --arguments "(__permtrack_complete get-args)" \\
    --condition "__permtrack_complete is-args"
"""
POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName permtrack -ScriptBlock {
    param($word, $line, $cursor)
    $env:_PERMTRACK_COMPLETE = 'complete_powershell'
    $env:_TYPER_COMPLETE_ARGS = $line.ToString()
    $env:_TYPER_COMPLETE_WORD_TO_COMPLETE = $word
    try {
        permtrack | ForEach-Object {
            $value = ($_ -split ':::')[0]
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $value)
        }
    } finally {
        Remove-Item Env:_PERMTRACK_COMPLETE, Env:_TYPER_COMPLETE_ARGS, Env:_TYPER_COMPLETE_WORD_TO_COMPLETE
    }
}
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}


@writing_in_words
def completion(
    session: Session,  # noqa: ARG001  (the lines are the same for every ledger)
    *,
    shell: Annotated[str, typer.Argument(metavar="|".join(SCRIPTS), help="The shell.", show_default=False)],
) -> None:
    """Print the lines that make a shell complete permtrack's commands, options and refs.

    Example: permtrack completion bash

    For bash, add `eval "$(permtrack completion bash)"` to ~/.bashrc; for zsh the same with zsh to ~/.zshrc, after
    compinit; for fish, save the lines as ~/.config/fish/completions/permtrack.fish; for PowerShell, add
    `permtrack completion powershell | Out-String | Invoke-Expression` to the file that $PROFILE names.
    """
    output.write(SCRIPTS[choose("SHELL", shell, SCRIPTS)])
    raise typer.Exit  # nothing may follow the lines
