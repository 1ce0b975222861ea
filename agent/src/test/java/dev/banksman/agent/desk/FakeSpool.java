package dev.banksman.agent.desk;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.Spool;
import dev.banksman.proto.agent.v1.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Output in memory; freed bytes become zeros, as holes do. */
final class FakeSpool implements Spool {

    private final Map<String, byte[]> files = new HashMap<>();
    final List<long[]> freed = new ArrayList<>();

    @Override
    public long length(AttemptKey key, OutputStream stream) {
        return file(key, stream).length;
    }

    @Override
    public byte[] read(AttemptKey key, OutputStream stream, long offset, int limit) {
        var file = file(key, stream);
        return Arrays.copyOfRange(file, (int) offset, (int) Math.min(file.length, offset + limit));
    }

    @Override
    public void append(AttemptKey key, OutputStream stream, byte[] bytes) {
        var file = file(key, stream);
        var longer = Arrays.copyOf(file, file.length + bytes.length);
        System.arraycopy(bytes, 0, longer, file.length, bytes.length);
        files.put(key + " " + stream, longer);
    }

    @Override
    public void free(AttemptKey key, OutputStream stream, long from, long to) {
        freed.add(new long[] {from, to});
        Arrays.fill(file(key, stream), (int) from, (int) to, (byte) 0);
    }

    private byte[] file(AttemptKey key, OutputStream stream) {
        return files.getOrDefault(key + " " + stream, new byte[0]);
    }
}
