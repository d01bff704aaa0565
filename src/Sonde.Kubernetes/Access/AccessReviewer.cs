using System.Buffers;
using System.Text.Json;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Access;

/// <summary>Asks what one is allowed to do (SelfSubjectAccessReview), without doing it.</summary>
public sealed class AccessReviewer
{
    private readonly ApiTransport _transport;

    internal AccessReviewer(ApiTransport transport) => _transport = transport;

    /// <summary>Whether the connection's identity may do it.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">The server does not answer.</exception>
    public async Task<AccessAnswer> MayAsync(AccessRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ApiResponse response = await _transport.ReadAsync(
            new ApiRequest("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            {
                Method = HttpMethod.Post,
                Body = Body(request),
                What = "ask what is allowed",
            },
            cancel).ConfigureAwait(false);
        try
        {
            using JsonDocument json = JsonDocument.Parse(response.Body);
            JsonElement status = json.RootElement.Object("status") ?? default;
            return new AccessAnswer(status.IsTrue("allowed"), status.Text("reason") ?? "");
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesError.Protocol, "cannot ask what is allowed: the answer is no JSON", e);
        }
    }

    private static ReadOnlyMemory<byte> Body(AccessRequest request)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteString("apiVersion", "authorization.k8s.io/v1");
        json.WriteString("kind", "SelfSubjectAccessReview");
        json.WriteStartObject("spec");
        json.WriteStartObject("resourceAttributes");
        json.WriteString("verb", request.Verb);
        json.WriteString("group", request.Group);
        json.WriteString("resource", request.Resource);
        Optional("subresource", request.Subresource);
        Optional("namespace", request.Namespace);
        Optional("name", request.Name);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;

        void Optional(string name, string? value)
        {
            if (value is not null)
                json.WriteString(name, value);
        }
    }
}
