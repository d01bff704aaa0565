using System.Globalization;
using Sonde.Cli.Pods;
using Sonde.Linux;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Cli.Completion;

/// <summary>Names of targets that exist now, for completion.</summary>
internal static class TargetNames
{
    /// <summary>What lists the targets behind a prefix.</summary>
    private static readonly (string Prefix, Func<IEnumerable<string>> List)[] Lists = [("container:", Containers), ("pid:", Processes)];

    /// <summary>Forms while nothing tells them apart, names once the form is clear.</summary>
    /// <param name="word">What was typed so far.</param>
    public static IEnumerable<string> StartingWith(string word)
    {
        foreach ((string prefix, Func<IEnumerable<string>> list) in Lists)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal))
                return list().Select(name => prefix + name).Where(name => name.StartsWith(word, StringComparison.Ordinal));
        }

        return TargetForms.ExistingAnywhere.Forms.Select(form => form.Prefix).Where(prefix => prefix.StartsWith(word, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Containers()
    {
        try
        {
            return new ContainerResolver(new ProcFileSystem()).List().Select(container => container.DisplayName);
        }
        catch (TargetException)
        {
            // Completion never complains; the command itself says what is wrong.
            return [];
        }
    }

    private static IEnumerable<string> Processes()
    {
        var proc = new ProcFileSystem();
        return proc.EnumerateProcesses()
            .Where(process => proc.TryReadStat(process) is { IsKernelThread: false })
            .Select(process => process.Value.ToString(CultureInfo.InvariantCulture));
    }
}
