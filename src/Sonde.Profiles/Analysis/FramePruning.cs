using System.Text.RegularExpressions;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// pprof's <c>drop_frames</c> and <c>keep_frames</c>: a profile can say which of its frames are of no interest, an allocator's
/// inside for example. A stack is cut at the first one that matches, seen from the root.
/// </summary>
internal static class FramePruning
{
    /// <summary>A profile's expressions, anchored; both null when it has none. One that is no expression counts as none.</summary>
    public static (Regex? Drop, Regex? Keep) Expressions(Profile profile)
    {
        Regex? drop = Compile(profile.DropFrames);
        return drop is null ? default : (drop, Compile(profile.KeepFrames));
    }

    /// <summary>The lines that are left of a location.</summary>
    public static (Line[] Lines, PruneMark Mark) Apply(Profile profile, Line[] lines, Regex drop, Regex? keep)
    {
        int match = Array.FindLastIndex(lines, line =>
        {
            string name = WithoutArguments(profile.Strings[profile.Functions[line.Function.Index].Name]);
            return name.Length > 0 && drop.IsMatch(name) && keep?.IsMatch(name) != true;
        });
        return match < 0 ? (lines, PruneMark.None)
            : match == lines.Length - 1 ? (lines, PruneMark.Whole)
            : (lines[(match + 1)..], PruneMark.Beneath);
    }

    private static Regex? Compile(string expression)
    {
        if (expression.Length == 0)
            return null;
        try
        {
            return new Regex($"^(?:{expression})$", FilterOptions.Matching);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>A C++ function's name without its arguments, as pprof matches it.</summary>
    private static string WithoutArguments(string name)
    {
        if (!name.EndsWith(')'))
            return name;
        int depth = 0;
        for (int i = name.Length - 1; i > 0; i--)
        {
            depth += name[i] == ')' ? 1 : name[i] == '(' ? -1 : 0;
            if (depth == 0)
                return name[..i].EndsWith("operator", StringComparison.Ordinal) ? name : name[..i];
        }

        return name;
    }
}
