using System.Globalization;
using System.Text;
using System.Xml;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rendering;

/// <summary>For CI: JUnit's XML, one failed test case for each cause, one passed one when nothing is wrong.</summary>
internal sealed class JunitDiagnosis : IDiagnosisWriter
{
    public string Name => "junit";

    public IReadOnlyList<string> Extensions => [".xml"];

    public string Description => "for CI (JUnit XML)";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout)
    {
        var text = new StringBuilder();
        // Control characters of a log line have no place in XML 1.0, not even escaped.
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            int failures = diagnosis.Roots.Count(root => root.Finding.Severity >= Severity.Warning);
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "sonde diagnose");
            xml.WriteAttributeString("tests", Math.Max(1, diagnosis.Roots.Count).ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("timestamp", diagnosis.CapturedAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            foreach (RootCause root in diagnosis.Roots)
                WriteCase(root, diagnosis.CapturedAt, xml);
            if (diagnosis.Roots.Count == 0)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", "sonde");
                xml.WriteAttributeString("name", Wording.Healthy(diagnosis, layout));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        output.WriteLine("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        output.WriteLine(text.ToString());
    }

    private static void WriteCase(RootCause root, DateTimeOffset now, XmlWriter xml)
    {
        Finding finding = root.Finding;
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", finding.Rule);
        xml.WriteAttributeString("name", Clean(finding.Container.Length > 0 ? $"{finding.Subject} ({finding.Container})" : finding.Subject.ToString()));
        if (finding.Severity >= Severity.Warning)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Wording.Of(finding.Severity));
            xml.WriteAttributeString("message", Clean(finding.Title));
            var body = new StringBuilder();
            foreach (Effect effect in root.Effects)
                body.Append("-> ").Append(effect.Subject).Append(": ").Append(effect.Title).Append('\n');
            foreach (Evidence evidence in finding.Evidence)
                body.Append(evidence.Object).Append(' ').Append(evidence.Path).Append(" = ").Append(evidence.Value).Append('\n');
            xml.WriteString(Clean(body.ToString()));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Clean(string text) =>
        text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '�'));
}
