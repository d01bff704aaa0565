using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>Causes of an earlier diagnosis, which are not to be reported again.</summary>
public sealed class Baseline
{
    private readonly HashSet<(string Rule, string Kind, string Namespace, string Name, string Container)> _known = [];

    private Baseline()
    {
    }

    /// <summary>Nothing is known.</summary>
    public static Baseline None { get; } = new();

    /// <summary>Reads a diagnosis that was written with <c>-o json</c>.</summary>
    /// <param name="json">Its content.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="DiagnosisException">It is none.</exception>
    public static Baseline Read(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var root = new Field(document.RootElement, new ReadContext(), "diagnosis");
            if (root["kind"].Text != "Diagnosis")
                throw new DiagnosisException($"{path} is no diagnosis: write one with 'sonde diagnose -o {path}'");
            var baseline = new Baseline();
            foreach (var known in root["roots"].Items(one =>
                (one["rule"].Text, one["subject"]["kind"].Text, one["subject"]["namespace"].Text, one["subject"]["name"].Text, one["subject"]["container"].Text)))
            {
                baseline._known.Add(known);
            }

            return baseline;
        }
        catch (JsonException exception)
        {
            throw new DiagnosisException($"{path} is no diagnosis: it is damaged at line {exception.LineNumber + 1}", exception);
        }
    }

    /// <summary>Whether a finding is known.</summary>
    public bool Contains(Finding finding) => _known.Contains(
        (finding.Rule, finding.Subject.Kind, finding.Subject.Namespace, finding.Subject.Name, finding.Container));
}
