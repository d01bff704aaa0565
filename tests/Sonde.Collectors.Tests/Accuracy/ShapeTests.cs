namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>
/// Chains that are hard to follow: signal handlers, the vDSO, linkage tables, prologues, assembly with and without unwind
/// information, tail calls, coroutines, deep recursion, callbacks from the C library, threads.
/// </summary>
[Trait("Needs", "perf")]
public sealed class ShapeTests(ShapeTests.Run run) : IClassFixture<ShapeTests.Run>
{
    public static TheoryData<string> Names => [.. Shapes.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whole_stacks_are_true(string name) =>
        AccuracyRun.Check(Shapes.All.Single(one => one.Name == name), run.Profiles[name]);

    /// <summary>All programs run at the same time, once.</summary>
    public sealed class Run : IAsyncLifetime
    {
        internal IReadOnlyDictionary<string, ProfileView> Profiles { get; private set; } = new Dictionary<string, ProfileView>();

        public async ValueTask InitializeAsync() => Profiles = await AccuracyRun.SampleAsync(Shapes.All);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
