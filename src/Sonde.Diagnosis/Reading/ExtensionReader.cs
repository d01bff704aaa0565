using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Extension;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads what extends the API server: webhooks, aggregated APIs, custom kinds.</summary>
internal static class ExtensionReader
{
    // k8s.io/api admissionregistration/v1: ServiceReference.port defaults to 443
    private const int StandardPort = 443;

    public static WebhookConfiguration Webhooks(Field root, Metadata meta) => new(meta)
    {
        Webhooks = root["webhooks"].Items(hook =>
        {
            Field service = hook["clientConfig"]["service"];
            (string Resources, string Operations)[] rules = hook["rules"].Items(rule =>
                (string.Join(",", rule["resources"].Texts), string.Join(",", rule["operations"].Texts)));
            return new Webhook(
                hook["name"].Text,
                service.Exists ? new ObjectRef("Service", service["namespace"].Text, service["name"].Text) : null,
                service["port"].Int(StandardPort),
                hook["clientConfig"]["url"].Text)
            {
                FailsClosed = hook["failurePolicy"].Text != "Ignore",
                Timeout = hook["timeoutSeconds"].Int(10),
                IsAboutPods = rules.Any(rule => rule.Resources.Split(',').Any(one => one is "pods" or "*" or "*/*")
                    && rule.Operations.Split(',').Any(one => one is "CREATE" or "*")),
                Scope = string.Join("; ", rules.Select(rule => $"{rule.Operations} {rule.Resources}")),
                Namespaces = SelectorReader.Read(hook["namespaceSelector"]),
                Objects = SelectorReader.Read(hook["objectSelector"]),
            };
        }),
    };

    public static ApiService ApiService(Field root, Metadata meta)
    {
        Field spec = root["spec"], service = spec["service"];
        return new ApiService(meta)
        {
            Conditions = MetadataReader.Conditions(root["status"]),
            Group = spec["group"].Text,
            Version = spec["version"].Text,
            Service = service.Exists ? new ObjectRef("Service", service["namespace"].Text, service["name"].Text) : null,
            Port = service["port"].Int(StandardPort),
        };
    }

    public static ResourceDefinition Definition(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        return new ResourceDefinition(meta)
        {
            Conditions = MetadataReader.Conditions(root["status"]),
            Group = spec["group"].Text,
            Kind = spec["names"]["kind"].Text,
            Plural = spec["names"]["plural"].Text,
        };
    }
}
