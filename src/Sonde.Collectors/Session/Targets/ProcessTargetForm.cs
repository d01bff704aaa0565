using System.Globalization;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session.Targets;

/// <summary><c>pid:N</c>.</summary>
public sealed class ProcessTargetForm : ITargetForm
{
    /// <inheritdoc/>
    public string Form => "pid:N";

    /// <inheritdoc/>
    public string Meaning => "process N, and the children it starts meanwhile";

    /// <inheritdoc/>
    public string Prefix => "pid:";

    /// <inheritdoc/>
    public Target Parse(string rest) =>
        int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0
            ? new ProcessTarget(new ProcessId(pid))
            : throw new TargetGrammarException($"'{Prefix}{rest}' names no process: N in pid:N is a process ID, a number from 1");
}
