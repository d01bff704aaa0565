namespace Sonde.Inspection;

/// <summary>From where on a figure is judged; the same in every part of the screen.</summary>
internal static class Limits
{
    /// <summary>Above this share of throttled periods requests feel it (the threshold of Kubernetes' own CPUThrottlingHigh is 25 %, over 5 min).</summary>
    public const double StarvedShare = 0.05;

    /// <summary>From this share of its limit on that is needed, memory is nearly used up.</summary>
    public const double NearShare = 0.9;
}
