using System.Text.Json.Serialization;

namespace Sonde.Linux.Images;

/// <summary>Reads the documents of images and bundles without reflection.</summary>
[JsonSerializable(typeof(List<SavedImage>))]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(BundleConfig))]
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
internal sealed partial class ImageJson : JsonSerializerContext;
