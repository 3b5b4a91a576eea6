/// Cases of the language definition of CEL, written from its text.
extension LanguageCases {
    /// Each line is an expression that is true.
    static let truths = #"""
        size('😀é') == 2
        'é' != 'é'
        size('é')==2
        'ÿ' < 'Ā'
        '￿' < '𐀀'
        !!true
        0.0/0.0 != 0.0/0.0
        -0.0 == 0.0
        !(0.0/0.0 >= 0.0/0.0)
        1 + 2 * 3 == 7
        1 < 2 == true
        1 == 1 in [true]
        true || false && false
        !true == false
        1 < 1.5
        1u < 2
        1.5 > 1u
        dyn(1) == 1u
        dyn(1) == 1.0
        1 == dyn(1.0)
        -1 < 0u
        18446744073709551615u > -1
        18446744073709551615u > 9223372036854775807
        1.0 >= 1
        1 <= 1.0
        dyn(1u) <= 1
        dyn(0.1) > 0
        dyn(-1) < 0u
        b'a' < b'b'
        b'' < b'a'
        b'a' < b'aa'
        false < true
        'a' < 'b'
        'B' < 'a'
        '' < 'a'
        duration('1s') < duration('2s')
        timestamp(0) < timestamp(1)
        [1] == [1]
        [1,2] != [1]
        {'a':1} == {'a':1}
        {'a':1,'b':2} == {'b':2,'a':1}
        [dyn(1)] == [dyn(1.0)]
        {'a':dyn(1)} == {'a':dyn(1u)}
        {dyn(1):1} == {dyn(1u):1}
        null == null
        dyn(null) != 1
        dyn(1) != 'a'
        dyn([]) != dyn({})
        !(dyn('a') == 1)
        [[1]] == [[1]]
        type(1) == int
        type(1u) == uint
        type(1.0) == double
        type('') == string
        type(b'') == bytes
        type(true) == bool
        type(null) == null_type
        type([]) == list
        type({}) == map
        type(type(1)) == type
        type(int) == type
        type(timestamp(0)) == google.protobuf.Timestamp
        type(duration('0s')) == google.protobuf.Duration
        int != uint
        type(dyn(1)) == int
        1.0 < 2u
        1 in [1,2]
        !(3 in [1,2])
        'a' in {'a':1}
        dyn(1u) in [1,2]
        dyn(1.0) in {1:2}
        dyn(1) in {1u:2}
        1 in [dyn('a'),1]
        !('a' in [dyn(1)])
        !(1 in [])
        [1] in [[1]]
        null in [null]
        !(dyn(1.5) in {1:2})
        !('a' in {})
        dyn(0.0/0.0) in [0.0/0.0] == false
        has({'a':1}.a)
        !has({'a':1}.b)
        has({'a':{'b':1}}.a.b)
        has({'a':null}.a)
        !has({}.a)
        has(dyn({'a':1}).a)
        [1,2].all(x, x>0)
        [].all(x, false)
        ![].exists(x, true)
        [1,2].exists(x, x==2)
        [1,2].exists_one(x, x==2)
        ![1,1].exists_one(x, x==1)
        {'a':1}.all(k, k=='a')
        {'a':1}.exists(k, k=='a')
        {'a':1,'b':2}.exists_one(k, k=='a')
        [1,2].map(x, x*2)==[2,4]
        [1,2,3].map(x, x>1, x*2)==[4,6]
        [1,2].filter(x, x>1)==[2]
        {'a':1}.map(k, k)==['a']
        {'a':1}.filter(k, true)==['a']
        [1,2].map(x, [3].map(x, x))==[[3],[3]]
        [1,2].all(x, [1].exists(y, y<=x))
        [0,1].exists(x, 1/x==1)
        [1,0].exists(x, 1/x==1)
        ![1,0].all(x, 1/x==2)
        [[1]].all(x, x.all(y, y==1))
        [1].map(x, [x].map(y, x+y))==[[2]]
        [1,2,3].filter(x, x>1).map(x, x*2).exists(x, x==6)
        {1:2}.map(k, {1:2}[k])==[2]
        [].map(x, 1/0)==[]
        true || [1].all(x, 1/0==1)
        [1].all(x, true || 1/0==1)
        [1, 2].all(x, dyn(x) > 0)
        true || 1/0==1
        1/0==1 || true
        !(false && 1/0==1)
        !(1/0==1 && false)
        'a' in [1].map(x,'a') || 1/0 == 1
        dyn('a') == 1 || true
        bool('true')
        bool(true)
        bool('t')
        'abc'.matches('b')
        'abc'.matches('^abc$')
        'ABC'.matches('(?i)abc')
        'a1'.matches('\\d')
        'a b'.matches('\\s')
        'abc'.matches('[[:alpha:]]+')
        'foo bar'.matches('\\bbar\\b')
        'a\nb'.matches('(?s)a.b')
        'a\nb'.matches('(?m)^b$')
        'aaa'.matches('a{2,3}')
        'é'.matches('^\\pL$')
        'é'.matches('^.$')
        'x'.matches('(?P<n>x)')
        'a.b'.matches('\\Qa.b\\E')
        'z'.matches('[^a-y]')
        'A'.matches('\\x41')
        'A'.matches('\\x{41}')
        'ab'.matches('a(?:b|c)')
        ''.matches('')
        ''.matches('^$')
        'a-b'.matches('[a\\-b]+')
        ']'.matches('[]]')
        'a'.matches('a*?')
        'ab'.matches('\\Aab\\z')
        '1'.matches('[\\d]')
        'x'.matches('\\D')
        'a'.matches('\\141')
        'tel'.matches('(?i:T)el')
        '\t'.matches('\\t')
        '_'.matches('\\w')
        'a'.matches('(a|)')
        'aa'.matches('^(a+)+$')
        'a'.matches('\\PN')
        '5'.matches('\\p{Nd}')
        'a{2'.matches('a{2')
        matches('abc','b')
        'abc'.contains('')
        'abc'.startsWith('')
        'abc'.endsWith('bc')
        !''.contains('a')
        'héllo'.contains('é')
        !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!true
        dyn(1) == 1 && dyn('a') == 'a'
        {'a': 1, 'b': 'x'}.a == 1
        [1,'a'][1] == 'a'
        google.protobuf.Timestamp == type(timestamp(0))
        type(optional.of(1)) == optional_type
        """#
}
