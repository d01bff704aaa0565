using Sonde.Places;
using Sonde.Places.Preflight;

namespace Sonde.Cli.Preflight;

/// <summary>Writes what is possible as text: the tiers first, then what stands in the way, then the roles to add.</summary>
internal static class PreflightText
{
    private static readonly (PreflightTier Tier, string Name, string Offers)[] Tiers =
    [
        (PreflightTier.Api, "API only", "diagnose, timeline, snapshot"),
        (PreflightTier.SameUser, "same user", "dump, top and profile of Python, cp, debug"),
        (PreflightTier.Ptrace, "SYS_PTRACE", "stacks of every process there, whoever runs it"),
        (PreflightTier.Kernel, "BPF+PERFMON", "profile of native code, every event, kernel stacks"),
        (PreflightTier.Node, "node", "everything on the node, without touching the pod"),
    ];

    /// <summary>A tier's name.</summary>
    public static string Name(PreflightTier tier) => Tiers[(int)tier].Name;

    /// <summary>An answer as a word.</summary>
    public static string Word(PreflightAnswer answer) => answer switch
    {
        PreflightAnswer.Yes => "yes",
        PreflightAnswer.No => "no",
        _ => "unknown",
    };

    /// <summary>Writes the report.</summary>
    public static void Write(PreflightReport report, string role, TextWriter output)
    {
        output.WriteLine(report.Title);
        output.WriteLine();
        // Of what runs here the API tells nothing.
        foreach (var (tier, name, offers) in Tiers.Where(one => report.Checks.Any(check => check.Tier == one.Tier)))
            output.WriteLine($"{Word(report.Of(tier)),-8} {name,-12} {offers}");
        PreflightTier? last = null;
        foreach (PreflightCheck check in report.Checks.Where(check => check.Answer != PreflightAnswer.Yes || check.Reason.Length > 0))
        {
            if (check.Tier != last)
            {
                output.WriteLine();
                output.WriteLine($"{Name(check.Tier)}:");
            }

            last = check.Tier;
            output.WriteLine($"  {Word(check.Answer),-8} {Printable.Line(check.Name)}{(check.Reason.Length > 0 ? ": " : "")}{Printable.Line(check.Reason)}");
            if (check.Cure.Length > 0)
                output.WriteLine($"           → {check.Cure}");
        }

        if (role.Length == 0)
            return;
        output.WriteLine();
        output.WriteLine("What your role has to allow (kubectl apply -f, with a RoleBinding to you):");
        output.WriteLine();
        output.Write(role);
    }
}
