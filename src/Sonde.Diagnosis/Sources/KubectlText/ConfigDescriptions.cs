using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of ConfigMaps, Secrets and ServiceAccounts.</summary>
internal static class ConfigDescriptions
{
    /// <summary>Keys stand at the margin with a line of dashes below, values behind them as they are.</summary>
    public static void ConfigMap(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        var data = new JsonObject();
        string? key = null;
        IReadOnlyList<DescriptionNode> lines = root.Children;
        int begin = 0;
        while (begin < lines.Count && lines[begin].Text != "Data")
            begin++;
        for (int i = begin + 2; i < lines.Count && lines[i].Text != "BinaryData"; i++)
        {
            if (i + 1 < lines.Count && lines[i + 1].Text == "----" && lines[i].Text.EndsWith(':'))
                data[key = lines[i++].Text.TrimEnd(':')] = "";
            else if (key is not null)
                data[key] = string.Join('\n', [.. TextOf(data[key]) is { Length: > 0 } before ? (string[])[before] : [], lines[i].Text, .. lines[i].Block]);
        }

        TextPiece.Put(piece.Json, "data", data.Count > 0 ? data : null);
    }

    /// <summary>Of a Secret only the keys and their sizes are printed.</summary>
    public static void Secret(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Json, "type", Text(root["Type"].Value));
        var data = new JsonObject();
        foreach (DescriptionNode line in root.Children.SkipWhile(line => line.Text != "Data").Skip(2).TakeWhile(line => line.Key != "Events"))
        {
            if (line.Key.Length > 0)
                data[line.Key] = "";
        }

        TextPiece.Put(piece.Json, "data", data.Count > 0 ? data : null);
    }

    public static void ServiceAccount(DescriptionNode root, TextPiece piece, TextScope scope) =>
        TextPiece.Put(piece.Json, "imagePullSecrets", List(root["Image pull secrets"].Values
            .Where(name => !IsNothing(name)).Select(name => Object(("name", name.Split(' ')[0])))));
}
