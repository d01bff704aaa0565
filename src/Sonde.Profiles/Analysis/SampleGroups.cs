using System.Globalization;

namespace Sonde.Profiles.Analysis;

/// <summary>Names the process and the thread of a sample by its labels.</summary>
public static class SampleGroups
{
    /// <summary>For example <c>thread worker-1 (4711)</c>.</summary>
    public static string Thread(Profile profile, int sample) =>
        Describe(profile, profile.LabelsOf(sample), "thread ", LabelNames.Thread, LabelNames.ThreadId);

    /// <summary>For example <c>worker-1 (4711)</c>.</summary>
    public static string ThreadName(Profile profile, LabelSetId labels) =>
        Describe(profile, labels, "", LabelNames.Thread, LabelNames.ThreadId);

    /// <summary>For example <c>process nginx (4700)</c>.</summary>
    public static string Process(Profile profile, int sample) =>
        Describe(profile, profile.LabelsOf(sample), "process ", LabelNames.Process, LabelNames.ProcessId);

    /// <summary>The state of a sample's thread; empty when it names none.</summary>
    public static string State(Profile profile, LabelSetId labels)
    {
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
        {
            Label label = profile.LabelSets.Item(node);
            if (profile.Strings[label.Key] == LabelNames.State)
                return profile.Strings[label.Text];
        }

        return "";
    }

    private static string Describe(Profile profile, LabelSetId labels, string what, string nameKey, string idKey)
    {
        string name = "";
        long id = 0;
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
        {
            Label label = profile.LabelSets.Item(node);
            string key = profile.Strings[label.Key];
            if (key == nameKey)
                name = profile.Strings[label.Text];
            else if (key == idKey)
                id = label.Number;
        }

        string number = id == 0 ? "" : id.ToString(CultureInfo.InvariantCulture);
        if (name.Length > 0)
            return number.Length > 0 ? $"{what}{name} ({number})" : what + name;
        return number.Length > 0 ? what + number : what + "unknown";
    }
}
