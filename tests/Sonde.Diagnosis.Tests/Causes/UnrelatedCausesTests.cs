using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests.Causes;

/// <summary>Faults of real clusters that were made independently, at about the same time, are not put in an order.</summary>
public sealed class UnrelatedCausesTests
{
    [Theory]
    [InlineData("05-")]
    [InlineData("16-")]
    [InlineData("30-")]
    [InlineData("32-")]
    public async Task Independent_faults_of_a_recording_are_no_cascade(string prefix)
    {
        Recording recording = Recording.All.Single(one => one.Name.StartsWith(prefix, StringComparison.Ordinal));
        var builder = new ClusterBuilder();
        await new FolderSource(recording.Folder).ReadAsync(builder, TestContext.Current.CancellationToken);
        IReadOnlyList<Sonde.Diagnosis.Findings.RootCause> roots = Diagnoser.Diagnose(builder.Build()).Roots;
        Assert.True(roots.Count > 1);
        Assert.All(roots, root => Assert.Null(root.After));
    }
}
