using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Narrowing;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads the parts of one text.</summary>
internal sealed class KubectlTextReader(TextFile file, TextScope scope, TextObjects objects)
{
    /// <summary>Reads all parts.</summary>
    public void Read()
    {
        int unread = 0;
        string example = "";
        foreach (TextSection section in TextSections.Of(file.Lines))
        {
            scope.Begin(objects.NextSection());
            bool isRead = section.Kind switch
            {
                SectionKind.Table => ReadTable(section),
                SectionKind.Description => ReadDescription(section),
                SectionKind.Document => ReadDocument(section),
                SectionKind.Log => ReadLog(section),
                _ => IsTalk(section),
            };
            if (!isRead)
            {
                unread += section.Lines.Count;
                if (example.Length == 0)
                    example = section.Lines[0].Length > 60 ? section.Lines[0][..60] + "…" : section.Lines[0];
            }
        }

        if (unread > 0)
            objects.Miss(file.Source, $"{unread} {(unread == 1 ? "line is" : "lines are")} no output of kubectl that is known, from \"{example}\"");
    }

    private bool ReadTable(TextSection section)
    {
        TextTable table = TextTable.Read(section.Lines);
        if (EventRows.Fits(table.Columns))
        {
            foreach (TextRow row in table.Rows)
            {
                if (EventRows.OfTable(row, SpaceOf(row, section), scope.Now) is { } seen)
                    scope.Add(seen);
            }

            return true;
        }

        TableKind? kind = TableKinds.Of(table.Columns);
        string? asked = section.Command is { Kinds: [var only] } ? only : null;
        // The command tells a kind whose table looks like another's.
        if (asked is not null && (kind is null || kind.Kind is "StatefulSet" or "Namespace" or "RoleBinding" or "ReplicaSet" && asked is not "Pod"))
            kind = TableKinds.Named(asked) is { } named && (kind is null || named.Kind == kind.Kind) ? named : kind is null ? null : kind with { Kind = asked };
        bool isRead = false;
        foreach (TextRow row in table.Rows)
        {
            string name = row["NAME"];
            TableKind? own = kind;
            int slash = name.IndexOf('/');
            if (slash > 0)
            {
                string? told = KindNames.Find(name[..slash]);
                name = name[(slash + 1)..];
                if (told is not null && told != own?.Kind)
                    own = TableKinds.Named(told);
            }

            if (own is null || !IsName(name))
                continue;
            TextPiece piece = scope.Piece(own.Kind, SpaceOf(row, section), name, TextRank.Row);
            TableKinds.ReadCommon(row, piece);
            foreach (string part in own.Unknown)
                piece.Unknown.Add(part);
            own.Read(row, piece);
            isRead = true;
        }

        if (isRead && kind is not null)
            Declare(kind.Kind, section.Command);
        return isRead || table.Rows.Count == 0;
    }

    private bool ReadDescription(TextSection section)
    {
        DescriptionNode root = DescriptionNode.Read(section.Lines);
        string? asked = section.Command is { Kinds: [var only] } ? only : null;
        string name = root["Name"].Value;
        if (DescriptionKinds.Of(root, asked) is not { } kind || !IsName(name))
            return false;
        string? space = root["Namespace"].Value is { Length: > 0 } told ? told : section.Namespace;
        TextPiece piece = scope.Piece(kind.Kind, space, name, TextRank.Description);
        Descriptions.ReadMeta(root, piece);
        kind.Read(root, piece, scope);
        foreach (TextEvent seen in Descriptions.Events(root, piece))
            scope.Add(seen);
        Declare(kind.Kind, section.Command);
        return true;
    }

    /// <summary>Only a command without names, selector and pipe shows all objects of its kind.</summary>
    private void Declare(string kind, KubectlCommand? command)
    {
        bool isNamespaced = Reading.KindTable.Find(kind)?.IsNamespaced ?? true;
        if (command is { Verb: "get" or "describe", IsNarrowed: false } && command.Kinds.Contains(kind)
            && (command.IsEverywhere || command.Namespace is not null || !isNamespaced))
        {
            objects.Declare(kind, command.IsEverywhere || !isNamespaced ? "*" : command.Namespace!);
        }
    }

    private bool ReadDocument(TextSection section)
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Join('\n', section.Lines));
        try
        {
            foreach (ReadOnlyMemory<byte> document in YamlJson.LooksLikeJson(content) ? [content] : YamlJson.Documents(content))
            {
                foreach (JsonObject item in Items(JsonNode.Parse(document.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 64 })))
                    objects.AddDocument(item, scope);
            }

            return true;
        }
        catch (Exception exception) when (exception is YamlException or JsonException or ArgumentException)
        {
            objects.Miss(file.Source, $"holds YAML or JSON that is damaged: {exception.Message.Split('\n')[0].TrimEnd('.')}");
            return true;
        }
    }

    private static IEnumerable<JsonObject> Items(JsonNode? node) => node switch
    {
        JsonObject list when list["items"] is JsonArray items => items.OfType<JsonObject>(),
        JsonObject one => [one],
        _ => [],
    };

    private bool ReadLog(TextSection section)
    {
        KubectlCommand command = section.Command!;
        if (command.Names.Count == 0 || command.Kinds.Any(kind => kind != "Pod"))
            return false;
        string? container = command.Container ?? (command.Names.Count > 1 ? command.Names[1] : null);
        objects.AddLog(section.Namespace, command.Names[0], container, command.IsPrevious, section.Lines);
        return true;
    }

    /// <summary>Words of kubectl and of people that tell nothing: they are no blind spot.</summary>
    private static bool IsTalk(TextSection section) => section.Lines.All(line =>
        line.StartsWith("No resources found", StringComparison.Ordinal) || line.StartsWith("Warning:", StringComparison.Ordinal)
        || line.StartsWith('#') || line.StartsWith("Defaulted container", StringComparison.Ordinal) || !line.Contains("  ", StringComparison.Ordinal));

    private static string? SpaceOf(TextRow row, TextSection section) => row["NAMESPACE"] is { Length: > 0 } told ? told : section.Namespace;

    /// <summary>A name as the API allows it (RFC 1123 subdomain; a few kinds also allow colons).</summary>
    private static bool IsName(string text) => text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':');
}
