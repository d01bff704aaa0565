using Sonde.Linux;
using Sonde.Linux.Elf;
using Sonde.Linux.Images;

namespace Sonde.Inspection.EntryPoints;

/// <summary>A root that is in an image file.</summary>
/// <param name="image">The image.</param>
public sealed class ImageFiles(OciImage image) : RootFiles
{
    /// <inheritdoc/>
    public override RootFile? TryOpen(string path) => image.Exists(path) ? new OpenFile(image, path) : null;

    private sealed class OpenFile(OciImage image, string path) : RootFile
    {
        public override bool IsExecutable => image.IsExecutable(path);

        public override byte[] Read(int most) => image.TryRead(path) is { } bytes ? bytes[..Math.Min(most, bytes.Length)] : [];

        public override ElfFile OpenElf(string path) => image.TryRead(path) is { } bytes
            ? ElfFile.FromBytes(bytes, path)
            : throw new TargetException(TargetError.NotFound, $"{path} is a folder");

        protected override void Dispose(bool disposing)
        {
        }
    }
}
