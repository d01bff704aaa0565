namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>
/// Programs that spend 50, 30 and 20 % of their CPU time in three known chains of calls, built in every way that changes how
/// stacks must be found or named.
/// </summary>
[Trait("Needs", "perf")]
public sealed class FlavourTests(FlavourTests.Run run) : IClassFixture<FlavourTests.Run>
{
    public static TheoryData<string> Names => [.. Flavours.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whole_stacks_and_their_shares_are_true(string name) =>
        AccuracyRun.Check(Flavours.All.Single(one => one.Name == name), run.Profiles[name]);

    /// <summary>All programs run at the same time, once.</summary>
    public sealed class Run : IAsyncLifetime
    {
        internal IReadOnlyDictionary<string, ProfileView> Profiles { get; private set; } = new Dictionary<string, ProfileView>();

        public async ValueTask InitializeAsync() => Profiles = await AccuracyRun.SampleAsync(Flavours.All);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
