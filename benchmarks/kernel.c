/* The reference workload by hand: single precision, 128 runs side by side, loops a compiler can
 * vectorise. It is the machine's limit that the engine is measured against, not part of the package. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LANES 128
#define STEPS 60
#define DRIVERS 6
#define ACTORS 8
#define ROWS (DRIVERS + ACTORS)
#define STATES 5
#define BINS 512
#define EACH for (int i = 0; i < LANES; i++)

typedef float Row[LANES];
static const float DT = 1.0f / 12.0f;

static inline uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

static uint64_t keys[LANES];

static uint64_t stream(int name, int step) { return mix(0x9E3779B97F4A7C15ull * (uint64_t)(name * 4096 + step + 1)); }

static void uniform(int name, int step, Row out) {
    uint64_t k = stream(name, step);
    EACH out[i] = ((float)(uint32_t)(mix(keys[i] ^ k) >> 32) + 0.5f) * 0x1p-32f;
}

static void normals(int name, int step, Row a, Row b) {
    uint64_t k = stream(name, step);
    Row u, v;
    EACH {
        uint64_t x = mix(keys[i] ^ k);
        u[i] = ((float)(uint32_t)(x >> 32) + 0.5f) * 0x1p-32f;
        v[i] = (float)(uint32_t)x * (0x1p-32f * 6.2831853f);
    }
    EACH {
        float r = sqrtf(-2.0f * logf(u[i]));
        a[i] = r * cosf(v[i]);
        b[i] = r * cosf(v[i] - 1.5707963f); /* the sine: a compiler joins sinf and cosf into a scalar sincosf */
    }
}

static float listens[ACTORS][ACTORS] = {
    {0, .2, .12, .08, 0, 0, 0, 0}, {.12, 0, 0, 0, .18, 0, 0, 0}, {.1, 0, 0, 0, 0, .1, 0, 0},
    {.15, .15, .2, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, .1, 0},    {0, 0, .1, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, .14, 0, 0, .06},  {.15, 0, 0, .15, 0, 0, 0, 0}};
static float own[ACTORS] = {.6, .7, .8, .5, .9, .9, .8, .7};
static float begin[ACTORS] = {.05, -.5, .7, .1, -.9, .8, -.6, 0};

static long at[STEPS + 1][STATES], reached[STEPS + 1][STATES], happened[STEPS + 1][2];
static int histogram[STEPS + 1][ROWS][BINS];

static void record(int step, Row value[ROWS], const int *state, uint8_t ever[STATES][LANES], const int *e0, const int *e1) {
    EACH {
        at[step][state[i]]++;
        if (!ever[state[i]][i]) ever[state[i]][i] = 1;
        happened[step][0] += e0[i];
        happened[step][1] += e1[i];
    }
    for (int s = 0; s < STATES; s++) EACH reached[step][s] += ever[s][i];
    for (int r = 0; r < ROWS; r++) {
        int bin[LANES];
        EACH {
            float x = (value[r][i] + 2.0f) * 100.0f;
            bin[i] = (int)(x < 0 ? 0 : x > BINS - 1 ? BINS - 1 : x);
        }
        EACH histogram[step][r][bin[i]]++;
    }
}

static void block(uint64_t first) {
    static Row value[ROWS], fresh[ROWS], shock[16], p[10], a, b, u;
    int state[LANES] = {0}, next[LANES], e0[LANES] = {0}, e1[LANES] = {0};
    uint8_t ever[STATES][LANES] = {{0}};
    EACH keys[i] = mix((first + i + 1) * 0x9E3779B97F4A7C15ull);
    for (int j = 0; j < 10; j += 2) normals(100 + j, 0, p[j], p[j + 1]);
    uniform(110, 0, p[3]);
    uniform(111, 0, p[6]);
    uniform(112, 0, p[9]);
    EACH {
        p[3][i] = .1f + .4f * p[3][i]; p[6][i] = .2f + .4f * p[6][i]; p[9][i] = .5f + p[9][i];
        p[0][i] = .069f * expf(.334f * p[0][i]); p[1][i] = 1 + .3f * p[1][i];
        p[2][i] = 4 * expf(.421f * p[2][i]);
        p[4][i] = .04f * expf(.421f * p[4][i]);  p[5][i] = .4f + .1f * p[5][i];
        p[7][i] = .122f * expf(.545f * p[7][i]); p[8][i] = .5f + .1f * p[8][i];
        value[0][i] = .43f; value[1][i] = 1; value[2][i] = .5f; value[3][i] = 1; value[4][i] = 0; value[5][i] = .2f;
    }
    for (int j = 0; j < ACTORS; j++) EACH value[DRIVERS + j][i] = begin[j];
    record(0, value, state, ever, e0, e1);
    const float k0 = expf(-.4621f * DT), k2 = expf(-.6931f * DT), gain = 1 - expf(-DT), root = sqrtf(DT);
    const float s0 = .08f * sqrtf((1 - k0 * k0) / .9242f), s2 = .2f * sqrtf((1 - k2 * k2) / 1.3863f);
    for (int t = 1; t <= STEPS; t++) {
        for (int j = 0; j < 7; j++) normals(j, t, shock[2 * j], shock[2 * j + 1]);
        EACH {
            float push = value[DRIVERS][i] > .2f ? .05f * DT : 0;
            fresh[0][i] = p[5][i] + (value[0][i] - p[5][i]) * k0 + s0 * shock[0][i];
            fresh[1][i] = value[1][i] * expf((.05f - .02f) * DT + .2f * root * shock[1][i]);
            fresh[2][i] = p[8][i] + (value[2][i] - p[8][i]) * k2 + s2 * shock[2][i] + push;
            fresh[3][i] = value[3][i];
            fresh[4][i] = value[4][i] + .1f * DT + .2f * root * shock[3][i];
            float grown = expf(p[9][i] * DT), x = value[5][i];
            fresh[5][i] = x * grown / (1 + x * (grown - 1)) * expf(.1f * root * shock[4][i] - .005f * DT);
        }
        for (int j = 0; j < ACTORS; j++) {
            Row pull;
            EACH pull[i] = own[j] * begin[j];
            for (int k = 0; k < ACTORS; k++)
                if (listens[j][k] != 0) EACH pull[i] += listens[j][k] * value[DRIVERS + k][i];
            if (j == 0) EACH pull[i] += .3f * (value[2][i] - .5f);
            if (j == 1) EACH pull[i] += .2f * (value[0][i] - .43f);
            if (j == 3) EACH pull[i] += .3f * (value[0][i] - .43f);
            EACH fresh[DRIVERS + j][i] = value[DRIVERS + j][i] + gain * (pull[i] - value[DRIVERS + j][i]) + .05f * root * shock[5 + j][i];
        }
        normals(20, t, a, b);
        uniform(21, t, u);
        EACH if (u[i] < .0408f) fresh[2][i] += .1f + .05f * a[i];
        uniform(22, t, u);
        EACH if (u[i] < .0247f) fresh[4][i] += -.2f + .1f * b[i];
        uniform(23, t, u);
        EACH if (!e0[i] && u[i] < 1 - expf(-p[7][i] * DT)) { e0[i] = 1; fresh[3][i] = 0; fresh[0][i] += .1f; }
        uniform(24, t, u);
        EACH if (!e1[i] && value[2][i] > .4f && u[i] < .0165f) { e1[i] = 1; fresh[1][i] *= .8f; }
        Row first_rate, second_rate, total;
        EACH {
            float lean = expf(p[1][i] * value[DRIVERS][i]);
            float freeze = p[0][i] * lean / (value[3][i] > .5f ? p[2][i] : 1);
            float announce = .03f * expf(value[0][i]) * (value[0][i] > .5f ? 1.5f : 1);
            int s = state[i];
            first_rate[i] = s == 0 ? freeze : s == 1 ? p[4][i] : s == 2 ? 2 : s == 4 ? p[6][i] : 0;
            second_rate[i] = s == 0 ? announce : s == 1 ? p[4][i] * lean : s == 2 ? p[3][i] : 0;
            total[i] = first_rate[i] + second_rate[i] + (s == 1 ? .01f : 0);
        }
        uniform(25, t, u);
        uniform(26, t, a);
        static const int one[STATES] = {1, 0, 3, 3, 0}, two[STATES] = {2, 2, 0, 3, 4};
        EACH {
            next[i] = state[i];
            if (u[i] < 1 - expf(-total[i] * DT)) {
                float x = a[i] * total[i];
                next[i] = x < first_rate[i] ? one[state[i]] : x < first_rate[i] + second_rate[i] ? two[state[i]] : 4;
            }
        }
        memcpy(state, next, sizeof state);
        for (int r = 0; r < ROWS; r++) {
            float low = r == 0 || r == 2 || r == 3 ? 0 : r >= DRIVERS ? -1 : -1e30f;
            float high = low == -1e30f ? 1e30f : 1;
            EACH value[r][i] = fminf(fmaxf(fresh[r][i], low), high);
        }
        record(t, value, state, ever, e0, e1);
    }
}

int main(int argc, char **argv) {
    long runs = argc > 1 ? atol(argv[1]) : 102400;
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (long at_run = 0; at_run < runs; at_run += LANES) block((uint64_t)at_run);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    printf("{\"us_per_run\": %.4f, \"p\": [", 1e6 * seconds / (double)runs);
    for (int s = 0; s < STATES; s++) printf("%s%.5f", s ? ", " : "", (double)at[STEPS][s] / (double)runs);
    printf("]}\n");
    return 0;
}
