package stock;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What is in stock: {@code GET /items}, {@code GET /items/NAME}, {@code PUT /items/NAME} with a number. */
@RestController
@RequestMapping("/items")
class StockController {
    private final Map<String, Integer> items = new ConcurrentSkipListMap<>(Map.of("apples", 12, "pears", 7));

    @GetMapping
    Map<String, Integer> all() {
        return items;
    }

    @GetMapping("/{name}")
    int one(@PathVariable String name) {
        Integer count = items.get(name);
        if (count == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return count;
    }

    @PutMapping("/{name}")
    void put(@PathVariable String name, @RequestBody int count) {
        items.put(name, count);
    }
}
