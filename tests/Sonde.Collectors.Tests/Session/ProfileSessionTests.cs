using Sonde.Collectors.Session;
using Sonde.Linux;
using Sonde.Profiles;

namespace Sonde.Collectors.Tests.Session;

public sealed class ProfileSessionTests
{
    private const int Looks = 3;

    [Fact]
    public async Task Each_process_goes_to_the_first_collector_that_recognises_it()
    {
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7), FakeTarget.Process(8)] : []);
        FakeCollector python = new("python", process => process.Value == 7), native = new("native", _ => true);

        SessionResult result = await RunAsync(target, [python, native]);

        Assert.Equal(["attach 7", "run", "finish"], python.Calls.Where(call => call != "detach 8"));
        Assert.Equal(["attach 8", "run", "finish"], native.Calls.Where(call => call != "detach 7"));
        Assert.Equal((SessionEnd.Exited, 2), (result.End, result.Samples));
        Assert.Equal(["python", "native"], result.Profile.Functions.Select(function => result.Profile.Strings[function.Name]));
        Assert.True(python.IsDisposed && native.IsDisposed);
    }

    [Fact]
    public async Task The_profile_carries_the_facts_and_labels_of_the_session()
    {
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7)] : []);

        Profile profile = (await RunAsync(target, [new FakeCollector("native", _ => true)])).Profile;

        Assert.Equal("target", profile.Quality.Notes[NoteNames.Target]);
        Assert.Equal("box", profile.Quality.Notes["container"]);
        Assert.Equal("1.2.3", profile.Quality.Notes["sonde"]);
        Assert.NotNull(profile.StartTime);
        Assert.True(profile.Duration > TimeSpan.Zero);
        Label label = Assert.Single(profile.LabelSets.ToArray(profile.LabelsOf(0).Index));
        Assert.Equal(("container", "box"), (profile.Strings[label.Key], profile.Strings[label.Text]));
    }

    [Fact]
    public async Task What_is_new_can_be_taken_while_it_runs_and_not_before_or_after()
    {
        ProfileSession? session = null;
        Task<Profile?>? during = null;
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7)] : []);
        target.BeforeLook = look => during ??= look == 1 ? session!.TakeAsync() : null;
        var native = new FakeCollector("native", _ => true);
        await using (session = Session(target, [native]))
        {
            Assert.Null(await session.TakeAsync());
            await session.RunAsync(CancellationToken.None);
            Assert.Equal(1, (await during!)!.SampleCount);
            Assert.Null(await session.TakeAsync());
        }

        Assert.Single(native.Calls, call => call == "take");
    }

    [Fact]
    public async Task A_process_that_becomes_another_program_changes_its_collector()
    {
        bool isPython = false;
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7)] : []);
        target.BeforeLook = look =>
        {
            target.SetProgram(7, look == 0 ? "/bin/sh" : "/usr/bin/python3");
            isPython = look > 0;
        };
        FakeCollector python = new("python", _ => isPython), native = new("native", _ => true);

        await RunAsync(target, [python, native]);

        Assert.Equal(["attach 7", "run", "detach 7", "finish"], native.Calls);
        Assert.Equal(["attach 7", "run", "finish"], python.Calls);
    }

    [Fact]
    public async Task A_number_that_is_given_to_another_process_is_attached_anew()
    {
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7, start: look == 0 ? 1u : 2u)] : []);
        var native = new FakeCollector("native", _ => true);

        await RunAsync(target, [native]);

        Assert.Equal(2, native.Calls.Count(call => call == "attach 7"));
    }

    [Fact]
    public async Task One_process_that_cannot_be_sampled_is_a_warning_and_a_note()
    {
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7), FakeTarget.Process(8)] : []);
        var native = new FakeCollector("native", _ => true)
        {
            AttachFailure = process => process.Value == 8 ? new TargetException(TargetError.PermissionDenied, "not yours") : null,
        };
        await using ProfileSession session = Session(target, [native]);

        SessionResult result = await session.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["left out: not yours"], session.Warnings);
        Assert.Equal("1", result.Profile.Quality.Notes["processes_not_sampled"]);
        Assert.Equal(1, native.Calls.Count(call => call == "attach 8"));
    }

    [Fact]
    public async Task When_no_process_can_be_sampled_the_reason_is_the_error()
    {
        using var target = new FakeTarget(_ => [FakeTarget.Process(7), FakeTarget.Process(8)]);
        var native = new FakeCollector("native", _ => true)
        {
            AttachFailure = _ => new TargetException(TargetError.PermissionDenied, "not yours"),
        };

        TargetException error = await Assert.ThrowsAsync<TargetException>(() => RunAsync(target, [native]));

        Assert.Equal((TargetError.PermissionDenied, "not yours (and 1 more processes likewise)"), (error.Error, error.Message));
        Assert.True(native.IsDisposed);
    }

    [Fact]
    public async Task What_one_collector_recognises_and_cannot_read_the_next_one_takes()
    {
        using var target = new FakeTarget(look => look < Looks ? [FakeTarget.Process(7)] : []);
        var python = new FakeCollector("python", _ => true)
        {
            AttachFailure = _ => new TargetException(TargetError.Unsupported, "Python 2.7 is too old"),
        };
        var native = new FakeCollector("native", _ => true);
        await using ProfileSession session = Session(target, [python, native]);

        await session.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["Python 2.7 is too old: sampled as native code instead"], session.Warnings);
        Assert.Contains("finish", native.Calls);
        Assert.DoesNotContain("finish", python.Calls);
    }

    [Fact]
    public async Task It_ends_when_the_duration_is_over()
    {
        using var target = new FakeTarget(_ => [FakeTarget.Process(7)]);

        SessionResult result = await RunAsync(target, [new FakeCollector("native", _ => true)], TimeSpan.FromMilliseconds(50));

        Assert.Equal(SessionEnd.Duration, result.End);
        Assert.True(result.Elapsed >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task An_interrupt_keeps_what_was_sampled()
    {
        using var interrupt = new CancellationTokenSource();
        using var target = new FakeTarget(_ => [FakeTarget.Process(7)]) { BeforeLook = look => { if (look == 1) interrupt.Cancel(); } };
        await using ProfileSession session = Session(target, [new FakeCollector("native", _ => true)]);

        SessionResult result = await session.RunAsync(interrupt.Token);

        Assert.Equal((SessionEnd.Interrupted, 1), (result.End, result.Samples));
    }

    [Fact]
    public async Task A_target_that_has_ended_before_the_first_look_is_an_error()
    {
        using var target = new FakeTarget(_ => []);

        TargetException error = await Assert.ThrowsAsync<TargetException>(() => RunAsync(target, [new FakeCollector("native", _ => true)]));

        Assert.Equal((TargetError.Exited, "target ended before it could be sampled"), (error.Error, error.Message));
    }

    [Fact]
    public async Task A_collector_that_fails_ends_the_session_and_the_others()
    {
        using var target = new FakeTarget(_ => [FakeTarget.Process(7), FakeTarget.Process(8)]);
        FakeCollector failing = new("python", process => process.Value == 7) { RunFailure = new InvalidOperationException("a bug") };
        var native = new FakeCollector("native", _ => true);

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(target, [failing, native]));

        Assert.Equal("a bug", error.Message);
        Assert.True(native.IsDisposed);
    }

    private static ProfileSession Session(FakeTarget target, IReadOnlyList<ICollector> collectors, TimeSpan? duration = null) => new(
        collectors,
        target,
        target.Proc,
        new SessionOptions { Duration = duration, Facts = new Dictionary<string, string> { ["sonde"] = "1.2.3" } });

    private static async Task<SessionResult> RunAsync(FakeTarget target, IReadOnlyList<ICollector> collectors, TimeSpan? duration = null)
    {
        await using ProfileSession session = Session(target, collectors, duration);
        return await session.RunAsync(TestContext.Current.CancellationToken);
    }
}
