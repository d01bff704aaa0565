namespace Sonde.Diagnosis.Model;

/// <summary>One of <c>status.conditions</c>.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">One word, for programs.</param>
/// <param name="Message">A sentence, for people.</param>
/// <param name="Since">When the status last changed.</param>
/// <param name="Heartbeat">When it was last confirmed; only nodes tell.</param>
public sealed record Condition(
    string Type, string Status, string Reason, string Message, DateTimeOffset? Since, DateTimeOffset? Heartbeat = null)
{
    /// <summary>Its status is <c>True</c>.</summary>
    public bool IsTrue => Status == "True";
}
