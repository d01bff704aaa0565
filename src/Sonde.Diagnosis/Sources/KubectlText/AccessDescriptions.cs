using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions and rows of roles and their bindings.</summary>
internal static class AccessDescriptions
{
    /// <summary>The rules of a role: <c>deployments.apps  []  [web]  [patch get]</c>.</summary>
    public static void Role(DescriptionNode root, TextPiece piece, TextScope scope) =>
        TextPiece.Put(piece.Json, "rules", List(TextTable.Read(root["PolicyRule"].Block).Rows.Select(Rule)));

    public static void Binding(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        RoleRef(root["Role"]["Kind"].Value, root["Role"]["Name"].Value, piece);
        TextPiece.Put(piece.Json, "subjects", List(TextTable.Read(root["Subjects"].Block).Rows.Select(row =>
            Object(("kind", Text(row["Kind"])), ("name", Text(row["Name"])), ("namespace", Text(row["Namespace"]))))));
    }

    /// <summary>A row of bindings; only <c>-o wide</c> shows whom they name.</summary>
    public static void BindingRow(TextRow row, TextPiece piece)
    {
        if (row["ROLE"].Split('/') is [var kind, var name])
            RoleRef(kind, name, piece);
        if (!row.Has("SERVICEACCOUNTS"))
            return;
        piece.Unknown.Remove("spec");
        TextPiece.Put(piece.Json, "subjects", List(
        [
            .. row.Parts("USERS").Select(user => Object(("kind", "User"), ("name", user))),
            .. row.Parts("GROUPS").Select(group => Object(("kind", "Group"), ("name", group))),
            .. row.Parts("SERVICEACCOUNTS").Select(account => account.Split('/') is [var space, var own]
                ? Object(("kind", "ServiceAccount"), ("namespace", space), ("name", own)) : null),
        ]));
    }

    private static void RoleRef(string kind, string name, TextPiece piece) =>
        TextPiece.Put(piece.Json, "roleRef", Object(("kind", Text(kind)), ("name", Text(name))));

    /// <summary>A resource with its group (<c>deployments.apps</c>, <c>pods/log</c>, <c>*.*</c>), or a path that is no resource.</summary>
    private static JsonObject? Rule(TextRow row)
    {
        string full = row["Resources"];
        // The subresource stands behind the group: deployments.apps/scale.
        int slash = full.IndexOf('/'), dot = full.IndexOf('.');
        string sub = slash < 0 ? "" : full[slash..], named = slash < 0 ? full : full[..slash];
        string group = dot < 0 || dot > named.Length ? "" : named[(dot + 1)..];
        string resource = (group.Length > 0 ? named[..dot] : named) + sub;
        return Object(
            ("apiGroups", full.Length == 0 ? null : List([JsonValue.Create(group)])),
            ("resources", full.Length == 0 ? null : List([Text(resource)])),
            ("nonResourceURLs", Bracketed(row["Non-Resource URLs"])),
            ("resourceNames", Bracketed(row["Resource Names"])),
            ("verbs", Bracketed(row["Verbs"])));
    }

    private static JsonArray? Bracketed(string text) => List(text.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Text));
}
