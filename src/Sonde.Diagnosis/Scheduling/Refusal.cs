namespace Sonde.Diagnosis.Scheduling;

/// <summary>One reason why a node refuses a pod.</summary>
/// <param name="Obstacle">Its sort.</param>
/// <param name="Text">In words, to follow the node's name: <c>has the taint …</c>.</param>
/// <param name="Part">What exactly stands in the way: a taint, a port, a resource, a volume, a requirement.</param>
internal sealed record Refusal(Obstacle Obstacle, string Text, string Part);
