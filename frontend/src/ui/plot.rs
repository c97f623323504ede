//! The geometry of the plots, in whole units of a drawing of [`WIDTH`] × [`HEIGHT`].

/// The drawing's width.
pub const WIDTH: i64 = 1440;
/// The drawing's height.
pub const HEIGHT: i64 = 520;
/// Left of the plot: the axis' numbers.
pub const LEFT: i64 = 84;
/// Its top; the names of marks stand above.
pub const TOP: i64 = 76;
/// Its bottom; labels stand below.
pub const BOTTOM: i64 = 450;
/// Its right.
pub const RIGHT: i64 = 1430;
/// Ticks above zero, at most.
const TICKS_MAX: i64 = 5;
/// A row of [`across`].
pub const ROW: i64 = 64;
/// Where its bars begin: names stand before them.
pub const NAMES: i64 = 460;
/// Where its longest bar ends: its number stands after it.
const ACROSS_END: i64 = 1330;

/// A bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Left.
    pub x: i64,
    /// Top.
    pub y: i64,
    /// Width.
    pub w: i64,
    /// Height.
    pub h: i64,
    /// Which of the group's.
    pub series: usize,
}

/// A place on an axis and what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub at: i64,
    /// The number, or which group.
    pub value: i64,
}

/// Bars in groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// Bars; none for zero.
    pub bars: Vec<Bar>,
    /// Heights and their numbers, zero first.
    pub ticks: Vec<Tick>,
    /// The middles of groups, by their place in the list.
    pub middles: Vec<i64>,
}

/// Groups of `N` bars side by side.
#[must_use]
pub fn groups<const N: usize>(values: &[[i64; N]]) -> Groups {
    let most = values.iter().flatten().copied().max().unwrap_or(0);
    let step = step(most);
    let top = step * (most.max(1) + step - 1).div_euclid(step);
    let height = |value: i64| value.max(0) * (BOTTOM - TOP) / top;
    let (count, each) = (whole(values.len()).max(1), whole(N).max(1));
    let edge = |index: i64| LEFT + (RIGHT - LEFT) * index / count;
    // A sixth of a group is air on each side.
    let bar = |index: i64, series: i64| {
        let (from, to) = (edge(index), edge(index + 1));
        let air = (to - from) / 6;
        let at = |series: i64| from + air + (to - from - 2 * air) * series / each;
        (at(series), (at(series + 1) - at(series)).max(1))
    };
    let mut bars = Vec::new();
    for (index, group) in values.iter().enumerate() {
        for (series, value) in group.iter().enumerate().filter(|(_, value)| **value > 0) {
            let ((x, w), h) = (bar(whole(index), whole(series)), height(*value).max(2));
            bars.push(Bar { x, y: BOTTOM - h, w, h, series });
        }
    }
    let ticks = (0..=top / step).map(|n| Tick { at: BOTTOM - height(n * step), value: n * step }).collect();
    let middles = (0..whole(values.len())).map(|index| (edge(index) + edge(index + 1)) / 2).collect();
    Groups { bars, ticks, middles }
}

/// The distance of ticks: 1, 2 or 5 of a power of ten.
fn step(most: i64) -> i64 {
    let mut power = 1;
    loop {
        if let Some(step) = [1, 2, 5].map(|n| n * power).into_iter().find(|step| step * TICKS_MAX >= most) {
            return step;
        }
        power *= 10;
    }
}

/// Which of `count` labels are written, so that they do not touch: every so-manieth, the last among them.
#[must_use]
pub fn is_labelled(index: usize, count: usize, room: usize) -> bool {
    let every = count.div_ceil(room.max(1)).max(1);
    (count - 1 - index.min(count - 1)).is_multiple_of(every)
}

/// Where so many minutes lie among bands of hours, each with its upper bound and the last open (zero): inside its band by
/// proportion, in the open one in the middle.
#[must_use]
pub fn mark(minutes: i64, bands: &[i64]) -> Option<i64> {
    let count = whole(bands.len());
    let mut lower = 0;
    for (index, up_to) in bands.iter().enumerate() {
        let (from, to) = (LEFT + (RIGHT - LEFT) * whole(index) / count, LEFT + (RIGHT - LEFT) * (whole(index) + 1) / count);
        let upper = up_to * 60;
        if *up_to == 0 {
            return Some((from + to) / 2);
        }
        if minutes <= upper {
            return Some(from + (to - from) * (minutes - lower).max(0) / (upper - lower).max(1));
        }
        lower = upper;
    }
    None
}

/// Lengths of bars one below the other, as their right ends.
#[must_use]
pub fn across(values: &[i64]) -> Vec<i64> {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    values.iter().map(|value| NAMES + (ACROSS_END - NAMES) * (*value).max(0) / most).collect()
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few_and_reach_above_the_highest() {
        for (most, expected) in [(0, 1), (1, 1), (5, 1), (6, 2), (11, 5), (26, 10), (1000, 200)] {
            assert_eq!(step(most), expected, "{most}");
        }
        let drawn = groups(&[[7], [3]]);
        assert_eq!(drawn.ticks.iter().map(|tick| tick.value).collect::<Vec<_>>(), [0, 2, 4, 6, 8]);
        assert_eq!(drawn.ticks.last().map(|tick| tick.at), Some(TOP));
    }

    #[test]
    fn bars_stand_on_the_ground_inside_the_plot_and_do_not_overlap() {
        let values: Vec<[i64; 3]> = (0..90).map(|day| [day % 7, day % 5, 1]).collect();
        let drawn = groups(&values);
        for bar in &drawn.bars {
            assert!(bar.x >= LEFT && bar.x + bar.w <= RIGHT && bar.y >= TOP && bar.y + bar.h == BOTTOM && bar.w >= 2, "{bar:?}");
        }
        assert!(drawn.bars.windows(2).all(|pair| pair[0].x + pair[0].w <= pair[1].x));
        assert_eq!(drawn.middles.len(), 90);
        assert_eq!(drawn.bars.len(), values.iter().flatten().filter(|value| **value > 0).count());
    }

    #[test]
    fn nothing_at_all_is_drawn_too() {
        assert_eq!(groups::<3>(&[]).bars, []);
        assert_eq!(groups(&[[0]]).bars, []);
        assert_eq!(across(&[0, 0]), [NAMES, NAMES]);
    }

    #[test]
    fn labels_leave_room() {
        let labelled = |count: usize, room| (0..count).filter(|index| is_labelled(*index, count, room)).count();
        assert_eq!((labelled(7, 10), labelled(30, 10), labelled(90, 10)), (7, 10, 10));
        assert!(is_labelled(89, 90, 10));
    }

    #[test]
    fn a_mark_lies_in_its_band() {
        let bands = [1, 4, 0];
        let third = (RIGHT - LEFT) / 3;
        assert_eq!(mark(0, &bands), Some(LEFT));
        assert_eq!(mark(60, &bands), Some(LEFT + third));
        assert_eq!(mark(150, &bands), Some(LEFT + third + third / 2));
        assert!(mark(100_000, &bands).is_some_and(|x| x > LEFT + 2 * third && x < RIGHT));
        assert_eq!(mark(5, &[]), None);
    }

    #[test]
    fn the_longest_bar_reaches_the_end() {
        assert_eq!(across(&[10, 5]), [ACROSS_END, NAMES + (ACROSS_END - NAMES) / 2]);
    }
}
