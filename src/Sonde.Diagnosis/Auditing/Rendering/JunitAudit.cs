using System.Globalization;
using System.Text;
using System.Xml;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>For CI: JUnit's XML, one test case for each object, which fails with its errors and warnings.</summary>
internal sealed class JunitAudit : IAuditWriter
{
    public string Name => "junit";

    public IReadOnlyList<string> Extensions => [".xml"];

    public string Description => "for CI (JUnit XML)";

    public void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            int failures = audit.Objects.Count(one => one.Findings.Any(finding => finding.Severity >= Severity.Warning));
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "sonde audit");
            xml.WriteAttributeString("tests", Math.Max(1, audit.Objects.Count).ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
            foreach (AuditedObject one in audit.Objects)
                WriteCase(one, xml);
            if (audit.Objects.Count == 0)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", "sonde");
                xml.WriteAttributeString("name", AuditWording.Answer(audit));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        output.WriteLine("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        output.WriteLine(text.ToString());
    }

    private static void WriteCase(AuditedObject one, XmlWriter xml)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(one.Ref.Kind));
        xml.WriteAttributeString("name", Clean(one.Ref.ToString()));
        if (one.Place.File.Length > 0)
            xml.WriteAttributeString("file", Clean(one.Place.File));
        AuditFinding[] failed = [.. one.Findings.Where(finding => finding.Severity >= Severity.Warning)];
        if (failed.Length > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Wording.Of(failed[0].Severity));
            xml.WriteAttributeString("message", Clean($"{AuditWording.Count(failed.Length, "finding")}{(one.Score is { } score ? $", score {score} of 100" : "")}"));
            var body = new StringBuilder();
            foreach (AuditFinding finding in failed)
                body.Append($"{AuditWording.Of(finding.Severity)} {finding.Check}: {AuditWording.Sentence(finding)} [{finding.Place}]\n");
            xml.WriteString(Clean(body.ToString()));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Clean(string text) =>
        text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '�'));
}
