namespace ServerlessPipeline.Cli.Completions;

/// <summary>
/// For each shell the lines that ask the command itself: <c>pipeline "[suggest:8]" "pipeline d"</c> prints what may stand at the
/// eighth character, a suggestion a line.
/// </summary>
internal static class ShellScripts
{
    public static IReadOnlyDictionary<string, string> ByShell { get; } = new Dictionary<string, string>
    {
        ["bash"] = """
            _pipeline_complete() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(pipeline "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _pipeline_complete pipeline

            """,
        ["zsh"] = """
            _pipeline() {
                local suggestions=("${(@f)$(pipeline "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                if [[ -n "${suggestions[*]}" ]]; then compadd -a suggestions; else _files; fi
            }
            compdef _pipeline pipeline

            """,
        ["fish"] = """
            complete --command pipeline --arguments '(pipeline "[suggest:"(commandline --cursor)"]" (commandline --cut-at-cursor | string collect) 2>/dev/null)'

            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName pipeline -ScriptBlock {
                param($word, $command, $position)
                pipeline "[suggest:$position]" "$command" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };
}
