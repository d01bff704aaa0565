using System.Text.RegularExpressions;

namespace Sonde.Inspection.KernelFindings;

/// <summary>A message of the kernel that means trouble.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Message">Recognises it.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Judgement">How bad it is.</param>
internal sealed record KernelPattern(string Name, Regex Message, string Meaning, Judgement Judgement);
