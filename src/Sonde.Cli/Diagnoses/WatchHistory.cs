using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Verifying;

namespace Sonde.Cli.Diagnoses;

/// <summary>What has changed from one moment to the next while a cluster is watched.</summary>
internal sealed class WatchHistory
{
    private const int Longest = 200;

    private readonly List<WatchChange> _changes = [];
    private string _shape = "";

    /// <summary>The last changes, the newest last.</summary>
    public IReadOnlyList<WatchChange> Changes => _changes;

    /// <summary>The last diagnosis; null before the first.</summary>
    public DiagnosisResult? Last { get; private set; }

    /// <summary>Workloads that are still changing.</summary>
    public IReadOnlyList<Rolling> Rolling { get; private set; } = [];

    /// <summary>The last diagnosis says something else than the one before.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Takes the next moment.</summary>
    /// <returns>What has changed.</returns>
    public IReadOnlyList<WatchChange> Add(DiagnosisResult diagnosis, IReadOnlyList<Rolling> rolling)
    {
        DateTimeOffset time = diagnosis.CapturedAt;
        List<WatchChange> now = [];
        Baseline before = Last is null ? Baseline.None : Baseline.Of(Last);
        foreach (KnownRoot gone in before.Roots.Where(root => !diagnosis.Roots.Any(present => root.Is(present.Finding))))
            now.Add(new WatchChange(time, IsGood: true, OneLine.Of($"✔ gone     {gone.Subject}: {gone.Title} ({gone.Rule})")));
        foreach (RootCause root in diagnosis.Roots.Where(root => !before.Contains(root.Finding)))
            now.Add(new WatchChange(time, IsGood: false, OneLine.Of($"{Mark(root)} {(Last is null ? "is there" : "new     ")} {root.Finding.Subject}: {root.Finding.Title} ({root.Finding.Rule})")));
        foreach (Rolling one in rolling.Where(one => Rolling.All(known => known != one)))
            now.Add(new WatchChange(time, IsGood: true, OneLine.Of($"… rolling  {one.Subject}: {one.Title}")));
        foreach (Rolling one in Rolling.Where(one => rolling.All(still => still.Subject != one.Subject)))
            now.Add(Stopped(one, diagnosis));
        if (Last is null && now.Count == 0)
            now.Add(new WatchChange(time, IsGood: true, "✔ nothing wrong"));
        string shape = string.Join('\n', diagnosis.Roots.Select(root => $"{root.Finding.Subject}{root.Finding.Title}{root.Effects.Count}"))
            + string.Join('\n', diagnosis.Undetermined) + string.Join('\n', diagnosis.BlindSpots);
        HasChanged = Last is null || shape != _shape;
        (_shape, Last, Rolling) = (shape, diagnosis, rolling);
        _changes.AddRange(now);
        if (_changes.Count > Longest)
            _changes.RemoveRange(0, _changes.Count - Longest);
        return now;
    }

    /// <summary>A rollout that ends because its pods fail has not settled.</summary>
    private static WatchChange Stopped(Rolling one, DiagnosisResult diagnosis)
    {
        bool isStuck = diagnosis.Roots.Any(root => root.Finding.Subject == one.Subject || root.Effects.Any(effect => effect.Subject == one.Subject));
        return new WatchChange(diagnosis.CapturedAt, IsGood: !isStuck, OneLine.Of(isStuck ? $"✖ stuck    {one.Subject}: {one.Title}" : $"✔ settled  {one.Subject}"));
    }

    private static string Mark(RootCause root) => root.Finding.Severity switch { Severity.Error => "✖", Severity.Warning => "▲", _ => "·" };
}
