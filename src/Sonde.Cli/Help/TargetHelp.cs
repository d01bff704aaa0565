using Sonde.Cli.Pods;

namespace Sonde.Cli.Help;

/// <summary>Rows about targets, the same in every help text.</summary>
internal static class TargetHelp
{
    /// <summary>The row about starting a command.</summary>
    public static readonly (string Term, string Meaning) Command =
        ("-- COMMAND ARGS", "a program that is started for this, and its descendants");

    /// <summary>The forms that name what runs already.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> RunningRows =>
        [.. TargetForms.RunningAnywhere.Forms.Select(form => (form.Form, form.Meaning))];

    /// <summary>The same, and the whole machine.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> ExistingRows =>
        [.. TargetForms.ExistingAnywhere.Forms.Select(form => (form.Form, form.Meaning))];

    /// <summary>The same, and what does not run.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> InspectedRows =>
        [.. TargetForms.Inspected.Forms.Select(form => (form.Form, form.Meaning))];

    /// <summary>All forms.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> Rows => [.. ExistingRows, Command];
}
