using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Elf;
using Sonde.Linux.Namespaces;

namespace Sonde.Inspection.EntryPoints;

/// <summary>A root that is a folder here: of a container that runs (<c>/proc/PID/root</c>), of a stopped one, or unpacked.</summary>
/// <param name="root">The folder.</param>
public sealed class FolderFiles(RootFolder root) : RootFiles
{
    /// <inheritdoc/>
    public override RootFile? TryOpen(string path) => root.TryOpen(path) is { } handle ? new OpenFile(handle) : null;

    private sealed class OpenFile(SafeFileHandle handle) : RootFile
    {
        private bool _isTaken;

        public override bool IsExecutable =>
            !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(handle) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

        public override byte[] Read(int most)
        {
            try
            {
                var bytes = new byte[(int)Math.Min(RandomAccess.GetLength(handle), most)];
                return bytes[..RandomAccess.Read(handle, bytes, 0)];
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                return []; // a folder
            }
        }

        public override ElfFile OpenElf(string path)
        {
            _isTaken = true; // closed by the ELF file, also when it is refused
            return ElfFile.Open(handle, path);
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isTaken)
                handle.Dispose();
        }
    }
}
