namespace Sonde.Diagnosis.Model.Extension;

/// <summary>Webhooks that are asked before something is written: a Mutating- or ValidatingWebhookConfiguration.</summary>
public sealed record WebhookConfiguration(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its webhooks.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];
}
