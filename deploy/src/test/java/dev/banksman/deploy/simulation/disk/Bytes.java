package dev.banksman.deploy.simulation.disk;

import java.util.Arrays;

/** Content that grows; what was never written is zero. */
final class Bytes {

    private byte[] array = new byte[0];
    private int size;

    int size() {
        return size;
    }

    void write(long at, byte[] bytes) {
        int end = Math.toIntExact(at + bytes.length);
        if (end > array.length) {
            array = Arrays.copyOf(array, Math.max(end, array.length * 2));
        }
        System.arraycopy(bytes, 0, array, Math.toIntExact(at), bytes.length);
        size = Math.max(size, end);
    }

    void truncate(long to) {
        if (to < size) {
            Arrays.fill(array, (int) to, size, (byte) 0);
            size = (int) to;
        }
    }

    /** The part that is there of so many bytes from an offset. */
    byte[] read(long at, int length) {
        int from = (int) Math.min(at, size);
        return Arrays.copyOfRange(array, from, Math.min(from + Math.min(length, size), size));
    }

    Bytes copy() {
        var copy = new Bytes();
        copy.array = Arrays.copyOf(array, size);
        copy.size = size;
        return copy;
    }
}
