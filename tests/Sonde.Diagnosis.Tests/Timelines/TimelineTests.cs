using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;
using Sonde.Diagnosis.Timelines;
using Sonde.Diagnosis.Timelines.Rendering;

namespace Sonde.Diagnosis.Tests.Timelines;

/// <summary>What happened, in order, with the first thing that went wrong.</summary>
public sealed class TimelineTests
{
    [Theory]
    [InlineData("01", "Deployment shop/catalog", "404")]
    [InlineData("02", "StatefulSet payments/ledger-db", "Readiness probe failed")]
    [InlineData("23", "Node lab-node-2", "Ready became Unknown")]
    [InlineData("25", "Deployment hr/hr-portal", "Readiness probe failed")]
    public async Task The_first_thing_that_went_wrong_is_marked(string number, string subject, string text)
    {
        Timeline timeline = TimelineBuilder.Build(await ReadAsync(number), new TimelineFilter());
        TimelineEntry first = Assert.Single(timeline.Entries, entry => entry.IsFirst);
        Assert.Equal(subject, first.Subject.ToString());
        Assert.Contains(text, first.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_old_revision_of_a_rollout_is_not_the_first_trouble()
    {
        Timeline timeline = TimelineBuilder.Build(await ReadAsync("25"), new TimelineFilter());
        List<TimelineEntry> entries = [.. timeline.Entries];
        int rollout = entries.FindIndex(entry => entry.Lane == Lane.Rollout && entry.Text.StartsWith("new revision 2", StringComparison.Ordinal));
        Assert.True(rollout >= 0 && rollout < entries.FindIndex(entry => entry.IsFirst), "the trouble came with the new revision");
    }

    [Theory]
    [InlineData("27")]
    [InlineData("28")]
    [InlineData("29")]
    public async Task Where_nothing_is_wrong_nothing_is_first(string number) =>
        Assert.Null(TimelineBuilder.Build(await ReadAsync(number), new TimelineFilter()).First);

    [Fact]
    public async Task A_repeated_event_of_two_pods_is_one_entry()
    {
        Timeline timeline = TimelineBuilder.Build(await ReadAsync("01"), new TimelineFilter());
        TimelineEntry entry = Assert.Single(timeline.Entries, one => one.Text.Contains("statuscode: 404", StringComparison.Ordinal));
        Assert.Equal((128, 2), (entry.Count, entry.Members.Count));
        Assert.True(entry.Last - entry.Time > TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task A_window_and_a_target_narrow()
    {
        Cluster cluster = await ReadAsync("02");
        var from = cluster.Now - TimeSpan.FromMinutes(5);
        Assert.All(TimelineBuilder.Build(cluster, new TimelineFilter { From = from }).Entries, entry => Assert.True(entry.Last >= from));
        Timeline one = TimelineBuilder.Build(cluster, new TimelineFilter { Target = new ObjectRef("Deployment", "payments", "receipts") });
        Assert.NotEmpty(one.Entries);
        Assert.DoesNotContain(one.Entries, entry => entry.Subject.Name == "ledger-db");
    }

    [Fact]
    public async Task Text_and_objects_tell_the_same_begin()
    {
        Recording recording = Recording.All.Single(one => one.Name.StartsWith("01", StringComparison.Ordinal));
        var builder = new ClusterBuilder();
        await FileSource.Open(Path.Combine(recording.Folder, "text"), () => Stream.Null).ReadAsync(builder, TestContext.Current.CancellationToken);
        TimelineEntry text = TimelineBuilder.Build(builder.Build(), new TimelineFilter()).First!;
        TimelineEntry whole = TimelineBuilder.Build(await ReadAsync("01"), new TimelineFilter()).First!;
        Assert.Equal((whole.Subject, whole.Count), (text.Subject, text.Count));
        Assert.True((whole.Time - text.Time).Duration() < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Every_recording_is_ordered_folded_and_written()
    {
        foreach (Recording recording in Recording.All)
        {
            Timeline timeline = TimelineBuilder.Build(await ReadAsync(recording.Name[..2]), new TimelineFilter());
            Assert.Equal(timeline.Entries.OrderBy(entry => entry.Time), timeline.Entries);
            Assert.All(timeline.Entries, entry => Assert.True(entry.Last >= entry.Time && entry.Count >= 1, entry.Text));
            Assert.Equal(timeline.Entries.Count, timeline.Entries.DistinctBy(entry => (entry.Lane, entry.Subject, entry.Container, entry.IsTrouble, TimelineFolding.Shape(entry.Text))).Count());
            foreach (ITimelineWriter writer in TimelineFormats.All)
            {
                var text = new StringWriter { NewLine = "\n" };
                writer.Write(timeline, text, new DiagnosisLayout(100, false, "", "0"));
                if (writer.Name == "json")
                {
                    using JsonDocument json = JsonDocument.Parse(text.ToString());
                    Assert.Equal(timeline.Entries.Count, json.RootElement.GetProperty("entries").GetArrayLength());
                }
                else if (writer.Name == "html")
                {
                    Assert.DoesNotContain("<script", text.ToString(), StringComparison.Ordinal);
                    Assert.DoesNotContain("src=", text.ToString(), StringComparison.Ordinal);
                }
            }
        }
    }

    private static async Task<Cluster> ReadAsync(string number)
    {
        var builder = new ClusterBuilder();
        await new FolderSource(Recording.All.Single(one => one.Name.StartsWith(number, StringComparison.Ordinal)).Folder).ReadAsync(builder, TestContext.Current.CancellationToken);
        return builder.Build();
    }
}
