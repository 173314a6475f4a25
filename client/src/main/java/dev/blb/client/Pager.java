package dev.blb.client;

import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A whole list, fetched page by page while it is walked. Each walk asks the service anew. It follows {@code nextMarker}, so
 * an item that vanishes between two pages, or a page that has become empty, does not end it. Any step may throw
 * {@link BlbException}; a service that sends the same marker twice in one walk ends it with {@link IllegalStateException}.
 * Immutable and thread-safe; an iterator is for one thread.
 *
 * @param <T> what is listed
 */
public final class Pager<T> implements Iterable<T> {
    private final Function<PageRequest, Page<T>> source;
    private final PageRequest first;

    Pager(Function<PageRequest, Page<T>> source) {
        this(source, PageRequest.FIRST);
    }

    private Pager(Function<PageRequest, Page<T>> source, PageRequest first) {
        this.source = source;
        this.first = first;
    }

    /** The same list with pages of at most {@code maxKeys} items, 1 to 1000 [meta]; the service's default is 1000. */
    public Pager<T> pageSize(int maxKeys) {
        return new Pager<>(source, first.withMaxKeys(maxKeys));
    }

    /** The items one by one. */
    @Override
    public Iterator<T> iterator() {
        return new Items<>(pages().iterator());
    }

    /** The items as a sequential stream. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** The pages as the service sends them. */
    public Iterable<Page<T>> pages() {
        return () -> new Pages<>(source, first);
    }

    private static final class Items<T> implements Iterator<T> {
        private final Iterator<Page<T>> pages;
        private Iterator<T> items = Collections.emptyIterator();

        Items(Iterator<Page<T>> pages) {
            this.pages = pages;
        }

        @Override
        public boolean hasNext() {
            while (!items.hasNext() && pages.hasNext()) {
                items = pages.next().items().iterator();
            }
            return items.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return items.next();
        }
    }

    private static final class Pages<T> implements Iterator<Page<T>> {
        private final Function<PageRequest, Page<T>> source;
        private final Set<String> markers = new HashSet<>();
        private PageRequest request;
        private boolean more = true;

        Pages(Function<PageRequest, Page<T>> source, PageRequest first) {
            this.source = source;
            this.request = first;
        }

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        public Page<T> next() {
            if (!more) {
                throw new NoSuchElementException();
            }
            Page<T> page = source.apply(request);
            more = page.hasNext();
            if (more) {
                // Otherwise the walk would go round in circles for ever.
                if (!markers.add(page.nextMarker())) {
                    throw new IllegalStateException("the service repeats the marker " + page.nextMarker());
                }
                request = request.withMarker(page.nextMarker());
            }
            return page;
        }
    }
}
