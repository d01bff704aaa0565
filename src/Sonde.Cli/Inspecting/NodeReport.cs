using Sonde.Inspection;
using Sonde.Places.Pods;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Inspecting;

/// <summary>Gives the names that the cluster knows to what a node knows by IDs only.</summary>
internal static class NodeReport
{
    /// <summary>The report with the names of pods in it.</summary>
    /// <param name="report">What was seen on the node.</param>
    /// <param name="node">The node's name; there, the agent's pod has another one.</param>
    /// <param name="pods">The node's pods.</param>
    public static InspectionReport Name(InspectionReport report, string node, NodePods pods) => report with
    {
        Title = $"node {node}",
        Sections = [.. report.Sections.Select(section => section with
        {
            Lines = [.. section.Lines.Select(line => Name(line, pods))],
            Unseen = section.Title == "Containers" && pods.WhyUnknown is { } why ? [.. section.Unseen, $"names of containers: {why}"] : section.Unseen,
        })],
    };

    private static InspectionLine Name(InspectionLine line, NodePods pods) =>
        line with { Name = TextFit.Printable(pods.ContainerOf(line.Name) ?? line.Name), Text = NamePods(line.Text, pods) };

    /// <summary>A word that holds a pod's UID, such as its cgroup's name, becomes the pod's name.</summary>
    private static string NamePods(string text, NodePods pods)
    {
        string[] words = text.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i].TrimEnd(',');
            if (pods.PodOf(word) is { } pod)
                words[i] = $"pod {TextFit.Printable(pod)}{words[i][word.Length..]}";
        }

        return string.Join(' ', words);
    }
}
