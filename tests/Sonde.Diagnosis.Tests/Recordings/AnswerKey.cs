using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>What the diagnosis of a recording must say (see shared/clusters/README.md).</summary>
internal sealed record AnswerKey(IReadOnlyList<ExpectedRoot> Roots, IReadOnlyList<ObjectRef> Effects, IReadOnlyList<ObjectRef> Forbidden)
{
    public static AnswerKey Read(JsonNode json) => new(
        [
            .. json["roots"]!.AsArray().Select(root => new ExpectedRoot(
                [(string)root!["rule"]!, .. root["acceptRules"]?.AsArray().Select(rule => (string)rule!) ?? []],
                Name(root),
                (string?)root["container"] ?? "",
                [.. root["mustMention"]?.AsArray().Select(text => (string)text!) ?? []])),
        ],
        [.. json["effects"]!.AsArray().Select(effect => Name(effect!))],
        [.. json["forbidden"]!.AsArray().Select(name => Name(name!))]);

    private static ObjectRef Name(JsonNode json) =>
        new((string)json["kind"]!, (string?)json["namespace"] ?? "", (string)json["name"]!);
}
