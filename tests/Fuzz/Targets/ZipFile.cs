using System.IO.Compression;
using System.Text;
using ServerlessPipeline.Fuzz.Engine;

namespace ServerlessPipeline.Fuzz.Targets;

internal enum ZipMethod : ushort
{
    Stored = 0,
    Deflate = 8,
}

/// <summary>A file in a zip, and the lies that the zip tells of it.</summary>
internal sealed record ZipEntry(string Name, byte[] Content)
{
    public ZipMethod Method { get; init; } = ZipMethod.Deflate;

    /// <summary>Null for the true one.</summary>
    public uint? Length { get; init; }

    public uint? PackedLength { get; init; }

    public uint? Checksum { get; init; }

    /// <summary>Bit 0: encrypted.</summary>
    public ushort Flags { get; init; }
}

/// <summary>Zips written by hand, since no library writes what is not true (APPNOTE.TXT, 4.3.7 to 4.3.16).</summary>
internal static class ZipFile
{
    public static byte[] Of(params IReadOnlyList<ZipEntry> entries)
    {
        var file = new MemoryStream();
        var directory = new MemoryStream();
        foreach (var entry in entries)
        {
            var packed = entry.Method == ZipMethod.Stored ? entry.Content : Deflated(entry.Content);
            var name = Encoding.UTF8.GetBytes(entry.Name);
            using (var central = new BinaryWriter(directory, Encoding.UTF8, leaveOpen: true))
            {
                central.Write("PK\u0001\u0002\u0014\0"u8);
                WriteCommon(central, entry, packed.Length, name.Length);
                central.Write(new byte[10]);
                central.Write((uint)file.Length);
                central.Write(name);
            }

            using var local = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
            local.Write("PK\u0003\u0004"u8);
            WriteCommon(local, entry, packed.Length, name.Length);
            local.Write(name);
            local.Write(packed);
        }

        using var end = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        var start = (uint)file.Length;
        end.Write(directory.ToArray());
        end.Write("PK\u0005\u0006\0\0\0\0"u8);
        end.Write((ushort)entries.Count);
        end.Write((ushort)entries.Count);
        end.Write((uint)directory.Length);
        end.Write(start);
        end.Write((ushort)0);
        return file.ToArray();
    }

    /// <summary>What was read to its end has the length and the checksum that the zip tells.</summary>
    public static void IsSound(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        var entry = archive.Entries.Single();
        using var content = entry.Open();
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        Rule.Holds(bytes.Length == entry.Length && Crc(bytes.ToArray()) == entry.Crc32);
    }

    private static void WriteCommon(BinaryWriter writer, ZipEntry entry, int packedLength, int nameLength)
    {
        writer.Write((ushort)20);
        writer.Write((ushort)(entry.Flags | 0x0800));
        writer.Write((ushort)entry.Method);
        writer.Write(0x5c420000);
        writer.Write(entry.Checksum ?? Crc(entry.Content));
        writer.Write(entry.PackedLength ?? (uint)packedLength);
        writer.Write(entry.Length ?? (uint)entry.Content.Length);
        writer.Write((ushort)nameLength);
        writer.Write((ushort)0);
    }

    private static byte[] Deflated(byte[] content)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
