# What the demo asks of Python: its standard library from the mounted directory, big integers, files, and floats.
import hashlib, json, math, os, sys


def primes():
    found = []
    candidate = 2
    while True:
        if all(candidate % p for p in found if p * p <= candidate):
            found.append(candidate)
            yield candidate
        candidate += 1


generator = primes()
thousand = [next(generator) for _ in range(1000)]
print("Python", sys.version.split()[0], "on", sys.platform)
print("the 1000th prime is", thousand[-1])
print("2**200 =", 2**200)
with open("/primes.json", "w") as file:
    json.dump(thousand, file)
with open("/primes.json") as file:
    assert json.load(file) == thousand
os.remove("/primes.json")
print("sha256 of nothing:", hashlib.sha256(b"").hexdigest())
print("pi, e:", math.pi, math.e)
